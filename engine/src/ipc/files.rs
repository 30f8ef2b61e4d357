//! Files on their way to a reactor: the open descriptor goes over a channel of the reactor's, and a message in the ring says which part
//! of it is to be sent, and when. So the one who asks opens the file, with its own rights and in its own root directory, and
//! the order among everything sent is that of the ring. Must not read files.

use std::collections::HashMap;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::sys::descriptor_passing::{self, Tag};

/// A part of an open file that is to be sent.
#[derive(Debug)]
pub struct OutgoingFile {
    pub file: OwnedFd,
    pub offset: u64,
    pub length: u64,
    /// For the log.
    pub path: Vec<u8>,
}

/// The channel of one reactor, made before the first fork.
#[derive(Clone, Debug)]
pub struct FileChannel {
    sender: Arc<OwnedFd>,
    receiver: Arc<OwnedFd>,
}

impl FileChannel {
    pub fn new() -> io::Result<FileChannel> {
        let (sender, receiver) = descriptor_passing::channel()?;
        Ok(FileChannel { sender: Arc::new(sender), receiver: Arc::new(receiver) })
    }

    /// Hands the file over, and gives the message that says what to send of it. `WouldBlock`: the reactor has to take some first.
    pub fn post(&self, file: &OutgoingFile) -> io::Result<Vec<u8>> {
        let tag = self.send(&file.file)?;
        let path = &file.path[..file.path.len().min(PATH_IN_LOG)];
        let part = FilePart { tag, offset: file.offset, length: file.length, path };
        Ok([&part.head()[..], path].concat())
    }

    fn send(&self, file: &OwnedFd) -> io::Result<Tag> {
        let mut tag = Tag::default();
        tag[..8].copy_from_slice(&u64::from(std::process::id()).to_ne_bytes());
        tag[8..].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_ne_bytes());
        descriptor_passing::send(self.sender.as_fd(), tag, file.as_fd())?;
        Ok(tag)
    }

    /// For the one thread or process that is the reactor.
    pub fn arrivals(&self) -> Arrivals {
        Arrivals { receiver: Arc::clone(&self.receiver), waiting: HashMap::new() }
    }
}

/// Unique together with the pid.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// What arrived at a reactor.
#[derive(Debug)]
pub struct Arrivals {
    receiver: Arc<OwnedFd>,
    /// Arrived before its message, as all do.
    waiting: HashMap<Tag, (OwnedFd, Instant)>,
}

impl Arrivals {
    /// What a message asks to send.
    pub fn open(&mut self, message: &[u8]) -> io::Result<OutgoingFile> {
        let part = FilePart::parse(message).ok_or(io::ErrorKind::InvalidData)?;
        let FilePart { offset, length, .. } = part;
        Ok(OutgoingFile { file: self.take(&part.tag)?, offset, length, path: part.path.to_vec() })
    }

    /// The file was sent before the message that names it.
    fn take(&mut self, tag: &Tag) -> io::Result<OwnedFd> {
        loop {
            if let Some((file, _)) = self.waiting.remove(tag) {
                return Ok(file);
            }
            let (arrived, file) = match descriptor_passing::receive(self.receiver.as_fd()) {
                Ok(Some(arrival)) => arrival,
                Ok(None) => return Err(io::ErrorKind::NotFound.into()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let now = Instant::now();
            // A sender that died in between left a file whose message never comes.
            self.waiting.retain(|_, (_, since)| now.duration_since(*since) < ORPHANED);
            self.waiting.insert(arrived, (file, now));
        }
    }
}

const ORPHANED: Duration = Duration::from_secs(60);

/// Which part of which file: the payload of the message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct FilePart<'a> {
    tag: Tag,
    offset: u64,
    length: u64,
    path: &'a [u8],
}

impl<'a> FilePart<'a> {
    fn head(&self) -> [u8; HEAD] {
        let mut bytes = [0; HEAD];
        bytes[..16].copy_from_slice(&self.tag);
        bytes[16..24].copy_from_slice(&self.offset.to_ne_bytes());
        bytes[24..].copy_from_slice(&self.length.to_ne_bytes());
        bytes
    }

    fn parse(payload: &'a [u8]) -> Option<FilePart<'a>> {
        let (tag, rest) = payload.split_first_chunk::<16>()?;
        let (offset, rest) = rest.split_first_chunk::<8>()?;
        let (length, path) = rest.split_first_chunk::<8>()?;
        let (offset, length) = (u64::from_ne_bytes(*offset), u64::from_ne_bytes(*length));
        Some(FilePart { tag: *tag, offset, length, path })
    }
}

const HEAD: usize = 32;
const PATH_IN_LOG: usize = 1024;

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn files_are_found_by_their_tags_in_any_order() {
        let channel = FileChannel::new().unwrap();
        let file = OwnedFd::from(File::open("/proc/self/exe").unwrap());
        let tags: Vec<Tag> = (0..5).map(|_| channel.send(&file).unwrap()).collect();
        let mut arrivals = channel.arrivals();
        for index in [3, 0, 4, 2, 1] {
            arrivals.take(&tags[index]).unwrap();
        }
        assert_eq!(arrivals.take(&tags[0]).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_part_comes_back() {
        let part = FilePart { tag: [7; 16], offset: 1 << 40, length: 3, path: b"/tmp/x" };
        let bytes = [&part.head()[..], part.path].concat();
        assert_eq!(FilePart::parse(&bytes), Some(part));
        assert_eq!(FilePart::parse(&bytes[..31]), None);
    }
}
