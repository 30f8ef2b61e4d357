//! What a session still has to send: bytes that its socket did not take at once, in order. Knows no socket; is
//! told how to write. Must not know sessions or events.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice};
use std::os::fd::OwnedFd;

use crate::ipc::files::OutgoingFile;

/// Something that takes some of the bytes now, or says that it would block.
pub(super) trait Sender {
    fn write(&self, data: &[u8]) -> io::Result<usize>;
    fn write_vectored(&self, parts: &[IoSlice<'_>]) -> io::Result<usize>;
    /// At most `most` bytes of a file from `offset`, which moves on. 0: the file has no more. A sender that has to see the
    /// bytes (encryption) reads them here.
    fn write_file(&self, file: &OwnedFd, offset: &mut u64, most: usize) -> io::Result<usize>;
}

/// Bytes wait in chunks, so that memory is given back while a large backlog drains. Small sends share a chunk. Files wait as they are.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    items: VecDeque<Item>,
    /// How much of the first chunk is written already.
    written: usize,
    queued: usize,
    /// Bytes that the socket took, in all.
    taken: u64,
}

#[derive(Debug)]
enum Item {
    Chunk(Vec<u8>),
    File(OutgoingFile),
}

/// How far a flush came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flushed {
    /// Nothing waits any more.
    All,
    /// The socket is full.
    UntilFull,
    /// The socket takes more, but others want to have their turn.
    Enough,
}

impl Outbox {
    /// What waits: bytes in memory, and for each file its weight.
    pub(super) fn queued(&self) -> usize {
        self.queued
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queued == 0
    }

    /// Bytes that the socket took so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// Writes `data` straight from the caller's memory as far as nothing waits before it, and keeps a copy of the rest.
    pub(super) fn send(&mut self, data: &[u8], to: &impl Sender) -> io::Result<()> {
        let mut rest = data;
        if self.is_empty() {
            while !rest.is_empty() {
                match to.write(rest) {
                    // A short write means that the socket's buffer is full: asking again would only cost a call.
                    Ok(taken) if taken < rest.len() => {
                        self.taken += taken as u64;
                        rest = &rest[taken..];
                        break;
                    }
                    Ok(taken) => {
                        self.taken += taken as u64;
                        return Ok(());
                    }
                    Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    Err(e) => return Err(e),
                }
            }
        }
        self.keep(rest);
        Ok(())
    }

    /// Two parts in one call, where nothing waits before them.
    pub(super) fn send_both(&mut self, [first, second]: [&[u8]; 2], to: &impl Sender) -> io::Result<()> {
        if self.is_empty() && !first.is_empty() && !second.is_empty() {
            match to.write_vectored(&[IoSlice::new(first), IoSlice::new(second)]) {
                // Either the socket is full, or this sender (TLS) takes one part at a time.
                Ok(taken) if taken == first.len() => {
                    self.taken += taken as u64;
                    return self.send(second, to);
                }
                Ok(taken) => {
                    self.taken += taken as u64;
                    self.keep(&first[taken.min(first.len())..]);
                    self.keep(&second[taken.saturating_sub(first.len())..]);
                    return Ok(());
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => {
                    self.keep(first);
                    self.keep(second);
                    return Ok(());
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        self.send(first, to)?;
        self.send(second, to)
    }

    /// Behind what waits. It goes out with the next flush.
    pub(super) fn send_file(&mut self, file: OutgoingFile) {
        self.queued += FILE_WEIGHT;
        self.items.push_back(Item::File(file));
    }

    /// Writes what waits.
    pub(super) fn flush(&mut self, to: &impl Sender) -> io::Result<Flushed> {
        let mut of_files = 0;
        while let Some(first) = self.items.front_mut() {
            let result = match first {
                Item::Chunk(_) => self.write_chunks(to),
                Item::File(_) if of_files >= FILE_TURN => return Ok(Flushed::Enough),
                Item::File(file) => {
                    let most = usize::try_from(file.length).unwrap_or(FILE_CALL).min(FILE_CALL);
                    to.write_file(&file.file, &mut file.offset, most)
                }
            };
            match result {
                Ok(0) => return Err(self.stuck()),
                Ok(taken) => of_files += self.advance(taken),
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(Flushed::UntilFull),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(Flushed::All)
    }

    pub(super) fn clear(&mut self) {
        *self = Outbox { taken: self.taken, ..Outbox::default() };
    }

    /// What it means that nothing was taken although the socket had room.
    fn stuck(&self) -> io::Error {
        match self.items.front() {
            Some(Item::File(file)) => {
                let (path, missing) = (String::from_utf8_lossy(&file.path), file.length);
                let text = format!("the file {path} became shorter while it was sent; {missing} bytes are missing");
                io::Error::new(ErrorKind::UnexpectedEof, text)
            }
            _ => ErrorKind::WriteZero.into(),
        }
    }

    fn write_chunks(&self, to: &impl Sender) -> io::Result<usize> {
        let mut parts = [IoSlice::new(&[]); MAX_PARTS];
        let mut count = 0;
        for item in self.items.iter().take(MAX_PARTS) {
            let Item::Chunk(chunk) = item else { break };
            parts[count] = IoSlice::new(if count == 0 { &chunk[self.written..] } else { chunk });
            count += 1;
        }
        if count == 1 { to.write(&parts[0]) } else { to.write_vectored(&parts[..count]) }
    }

    /// Forgets what was taken; says how much of it was of files.
    fn advance(&mut self, mut taken: usize) -> usize {
        self.taken += taken as u64;
        if let Some(Item::File(file)) = self.items.front_mut() {
            file.length = file.length.saturating_sub(taken as u64);
            if file.length == 0 {
                self.queued -= FILE_WEIGHT;
                self.items.pop_front();
            }
            return taken;
        }
        self.queued -= taken;
        while taken > 0 {
            let Some(Item::Chunk(first)) = self.items.front() else { break };
            let left = first.len() - self.written;
            if taken < left {
                self.written += taken;
                break;
            }
            taken -= left;
            self.written = 0;
            self.items.pop_front();
        }
        0
    }

    /// Behind what waits, to be written by the next flush.
    pub(super) fn keep(&mut self, mut rest: &[u8]) {
        self.queued += rest.len();
        if let Some(Item::Chunk(last)) = self.items.back_mut() {
            let fits = rest.len().min(last.capacity() - last.len());
            last.extend_from_slice(&rest[..fits]);
            rest = &rest[fits..];
        }
        // A large rest is cut, so that its memory can be given back bit by bit as it drains.
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(MAX_CHUNK));
            let mut chunk = Vec::with_capacity(now.len().max(MIN_CHUNK));
            chunk.extend_from_slice(now);
            self.items.push_back(Item::Chunk(chunk));
            rest = later;
        }
    }
}

const MIN_CHUNK: usize = 4 << 10;
const MAX_CHUNK: usize = 256 << 10;
const MAX_PARTS: usize = 16;
/// What a waiting file counts for against the limits: its bytes take no memory, but it is an open descriptor.
pub const FILE_WEIGHT: usize = 4 << 10;
/// One call, and one turn, of a file to a peer that reads as fast as it is sent.
const FILE_CALL: usize = 1 << 20;
const FILE_TURN: usize = 4 << 20;

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::fs::File;
    use std::os::unix::fs::FileExt;

    use super::*;

    /// A socket whose buffer has room for so many bytes.
    #[derive(Default)]
    struct Pipe {
        room: Cell<usize>,
        got: RefCell<Vec<u8>>,
        calls: Cell<usize>,
    }

    impl Sender for Pipe {
        fn write(&self, data: &[u8]) -> io::Result<usize> {
            self.calls.set(self.calls.get() + 1);
            let taken = data.len().min(self.room.get());
            if taken == 0 {
                return Err(ErrorKind::WouldBlock.into());
            }
            self.room.set(self.room.get() - taken);
            self.got.borrow_mut().extend_from_slice(&data[..taken]);
            Ok(taken)
        }

        fn write_vectored(&self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
            let flat: Vec<u8> = parts.iter().flat_map(|p| p.iter().copied()).collect();
            self.write(&flat)
        }

        fn write_file(&self, file: &OwnedFd, offset: &mut u64, most: usize) -> io::Result<usize> {
            let mut bytes = vec![0; most];
            let read = File::from(file.try_clone()?).read_at(&mut bytes, *offset)?;
            if read == 0 {
                return Ok(0);
            }
            let taken = self.write(&bytes[..read])?;
            *offset += taken as u64;
            Ok(taken)
        }
    }

    fn file(offset: u64, length: u64) -> OutgoingFile {
        let file = File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap().into();
        OutgoingFile { file, offset, length, path: b"Cargo.toml".to_vec() }
    }

    #[test]
    fn files_keep_their_place_among_bytes() {
        let pipe = Pipe::default();
        let mut outbox = Outbox::default();
        let text = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
        outbox.send(b"before ", &pipe).unwrap();
        outbox.send_file(file(0, text.len() as u64));
        outbox.send(b" between ", &pipe).unwrap();
        outbox.send_file(file(3, 20));
        outbox.send(b" after", &pipe).unwrap();
        assert_eq!(outbox.queued(), 22 + 2 * FILE_WEIGHT);
        while outbox.flush(&pipe).unwrap() != Flushed::All {
            pipe.room.set(7);
        }
        let want = [b"before ", &text[..], b" between ", &text[3..23], b" after"].concat();
        assert_eq!(*pipe.got.borrow(), want);
        assert_eq!((outbox.queued(), outbox.taken()), (0, want.len() as u64));
    }

    #[test]
    fn a_file_that_is_too_short_is_an_error_that_names_it() {
        let pipe = Pipe { room: Cell::new(usize::MAX), ..Pipe::default() };
        let mut outbox = Outbox::default();
        outbox.send_file(file(0, 1 << 40));
        let error = outbox.flush(&pipe).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
        assert!(error.to_string().contains("Cargo.toml"), "{error}");
    }

    #[test]
    fn what_fits_goes_straight_through_with_one_call() {
        let pipe = Pipe { room: Cell::new(100), ..Pipe::default() };
        let mut outbox = Outbox::default();
        outbox.send(b"hello", &pipe).unwrap();
        assert!(outbox.is_empty() && outbox.items.is_empty());
        assert_eq!((pipe.got.borrow().as_slice(), pipe.calls.get()), (&b"hello"[..], 1));
    }

    #[test]
    fn two_parts_go_in_one_call_and_keep_their_order_whatever_the_socket_takes() {
        for room in 0..12 {
            let pipe = Pipe { room: Cell::new(room), ..Pipe::default() };
            let mut outbox = Outbox::default();
            outbox.send_both([b"head", b"body..."], &pipe).unwrap();
            assert_eq!(pipe.got.borrow().len() + outbox.queued(), 11);
            assert!(room != 11 || pipe.calls.get() == 1);
            pipe.room.set(100);
            assert_eq!(outbox.flush(&pipe).unwrap(), Flushed::All);
            assert_eq!(*pipe.got.borrow(), b"headbody...", "with room for {room}");
        }
    }

    #[test]
    fn order_holds_whatever_the_socket_takes() {
        let pipe = Pipe::default();
        let mut outbox = Outbox::default();
        let mut want = Vec::new();
        for i in 0..3000_usize {
            let piece: Vec<u8> = (0..(i * 7) % 900).map(|j| (i + j) as u8).collect();
            pipe.room.set((i * 13) % 500);
            want.extend_from_slice(&piece);
            outbox.send(&piece, &pipe).unwrap();
            assert_eq!(outbox.queued(), want.len() - pipe.got.borrow().len());
            if i % 3 == 0 {
                pipe.room.set((i * 31) % 2000);
                outbox.flush(&pipe).unwrap();
            }
        }
        pipe.room.set(usize::MAX);
        assert_eq!(outbox.flush(&pipe).unwrap(), Flushed::All);
        assert_eq!(*pipe.got.borrow(), want);
        assert!(outbox.items.is_empty());
    }

    #[test]
    fn a_large_backlog_gives_memory_back_as_it_drains() {
        let pipe = Pipe::default();
        let mut outbox = Outbox::default();
        outbox.send(&vec![7; 10 << 20], &pipe).unwrap();
        pipe.room.set(9 << 20);
        assert_eq!(outbox.flush(&pipe).unwrap(), Flushed::UntilFull);
        let held: usize =
            outbox.items.iter().map(|item| if let Item::Chunk(chunk) = item { chunk.capacity() } else { 0 }).sum();
        assert!(held <= (1 << 20) + MAX_CHUNK, "{held}");
    }

    #[test]
    fn many_small_sends_share_chunks() {
        let pipe = Pipe::default();
        let mut outbox = Outbox::default();
        for _ in 0..1000 {
            outbox.send(b"x", &pipe).unwrap();
        }
        assert_eq!(outbox.items.len(), 1);
    }
}
