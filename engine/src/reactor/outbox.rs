//! What a session still has to send: bytes that its socket did not take at once, in order. Knows no socket; is
//! told how to write. Must not know sessions or events.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice};

/// Something that takes some of the bytes now, or says that it would block.
pub(super) trait Sender {
    fn write(&self, data: &[u8]) -> io::Result<usize>;
    fn write_vectored(&self, parts: &[IoSlice<'_>]) -> io::Result<usize>;
}

/// Bytes wait in chunks, so that memory is given back while a large backlog drains. Small sends share a chunk.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    chunks: VecDeque<Vec<u8>>,
    /// How much of the first chunk is written already.
    written: usize,
    queued: usize,
}

impl Outbox {
    pub(super) fn queued(&self) -> usize {
        self.queued
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queued == 0
    }

    /// Writes `data` straight from the caller's memory as far as nothing waits before it, and keeps a copy of the rest.
    pub(super) fn send(&mut self, data: &[u8], to: &impl Sender) -> io::Result<()> {
        let mut rest = data;
        if self.is_empty() {
            while !rest.is_empty() {
                match to.write(rest) {
                    // A short write means that the socket's buffer is full: asking again would only cost a call.
                    Ok(taken) if taken < rest.len() => {
                        rest = &rest[taken..];
                        break;
                    }
                    Ok(_) => return Ok(()),
                    Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    Err(e) => return Err(e),
                }
            }
        }
        self.keep(rest);
        Ok(())
    }

    /// Writes what waits. `Ok(true)`: nothing waits any more; `Ok(false)`: the socket is full.
    pub(super) fn flush(&mut self, to: &impl Sender) -> io::Result<bool> {
        while !self.is_empty() {
            match self.write_some(to) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(taken) => self.advance(taken),
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(true)
    }

    pub(super) fn clear(&mut self) {
        *self = Outbox::default();
    }

    fn write_some(&self, to: &impl Sender) -> io::Result<usize> {
        let first = &self.chunks[0][self.written..];
        if self.chunks.len() == 1 {
            return to.write(first);
        }
        let mut parts = [IoSlice::new(&[]); MAX_PARTS];
        parts[0] = IoSlice::new(first);
        let mut count = 1;
        for chunk in self.chunks.iter().skip(1).take(MAX_PARTS - 1) {
            parts[count] = IoSlice::new(chunk);
            count += 1;
        }
        to.write_vectored(&parts[..count])
    }

    fn advance(&mut self, mut taken: usize) {
        self.queued -= taken;
        while taken > 0 {
            let left = self.chunks[0].len() - self.written;
            if taken < left {
                self.written += taken;
                return;
            }
            taken -= left;
            self.written = 0;
            self.chunks.pop_front();
        }
    }

    fn keep(&mut self, mut rest: &[u8]) {
        self.queued += rest.len();
        if let Some(last) = self.chunks.back_mut() {
            let fits = rest.len().min(last.capacity() - last.len());
            last.extend_from_slice(&rest[..fits]);
            rest = &rest[fits..];
        }
        // A large rest is cut, so that its memory can be given back bit by bit as it drains.
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(MAX_CHUNK));
            let mut chunk = Vec::with_capacity(now.len().max(MIN_CHUNK));
            chunk.extend_from_slice(now);
            self.chunks.push_back(chunk);
            rest = later;
        }
    }
}

const MIN_CHUNK: usize = 4 << 10;
const MAX_CHUNK: usize = 256 << 10;
const MAX_PARTS: usize = 16;

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

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
    }

    #[test]
    fn what_fits_goes_straight_through_with_one_call() {
        let pipe = Pipe { room: Cell::new(100), ..Pipe::default() };
        let mut outbox = Outbox::default();
        outbox.send(b"hello", &pipe).unwrap();
        assert!(outbox.is_empty() && outbox.chunks.is_empty());
        assert_eq!((pipe.got.borrow().as_slice(), pipe.calls.get()), (&b"hello"[..], 1));
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
        assert!(outbox.flush(&pipe).unwrap());
        assert_eq!(*pipe.got.borrow(), want);
        assert!(outbox.chunks.is_empty());
    }

    #[test]
    fn a_large_backlog_gives_memory_back_as_it_drains() {
        let pipe = Pipe::default();
        let mut outbox = Outbox::default();
        outbox.send(&vec![7; 10 << 20], &pipe).unwrap();
        pipe.room.set(9 << 20);
        assert!(!outbox.flush(&pipe).unwrap());
        let held: usize = outbox.chunks.iter().map(Vec::capacity).sum();
        assert!(held <= (1 << 20) + MAX_CHUNK, "{held}");
    }

    #[test]
    fn many_small_sends_share_chunks() {
        let pipe = Pipe::default();
        let mut outbox = Outbox::default();
        for _ in 0..1000 {
            outbox.send(b"x", &pipe).unwrap();
        }
        assert_eq!(outbox.chunks.len(), 1);
    }
}
