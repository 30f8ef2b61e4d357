//! The messages of a pool's workers to each other: one pair of unix datagram sockets for each worker, made before the first fork. What was
//! sent and not yet taken stays in the kernel when a worker dies, and its successor takes it. Must not wait.
//!
//! A message is one datagram, so any number of senders can be cut off at any moment and none leaves half a message. What is too
//! large for a datagram goes as a file in memory whose descriptor comes along, when the pool allows it (`enable_message_bus`).

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use crate::sys::pipe::{self, Patience, Shape};
use crate::sys::{descriptor_passing, memory_file};

/// The two ends: the worker's own, and the one of everybody who writes to it.
#[derive(Debug)]
pub struct Mailbox {
    own: OwnedFd,
    others: OwnedFd,
}

/// Whether a message was taken by the kernel.
#[derive(Debug)]
pub enum Posted {
    Done,
    /// The receiver has to read first.
    Full,
    /// Longer than the kernel lets a datagram be.
    TooLong,
}

impl Mailbox {
    pub fn new() -> io::Result<Mailbox> {
        let (own, others) = pipe::pair(Shape::Datagram)?;
        Ok(Mailbox { own, others })
    }

    pub fn own(&self) -> BorrowedFd<'_> {
        self.own.as_fd()
    }

    pub fn others(&self) -> BorrowedFd<'_> {
        self.others.as_fd()
    }

    /// `any_size`: as a file where it is long.
    pub fn post(&self, data: &[u8], any_size: bool) -> io::Result<Posted> {
        let sent = if any_size && data.len() > LONGEST_INLINE {
            let file = memory_file::holding(data)?;
            descriptor_passing::send_along(self.others(), b"f", file.as_fd())
        } else if data.is_empty() {
            crate::sys::socket_io::send(self.others(), data, libc::MSG_DONTWAIT).map(drop)
        } else {
            pipe::write(self.others(), data, Patience::None).map(drop)
        };
        match sent {
            Ok(()) => Ok(Posted::Done),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Posted::Full),
            Err(error) if error.raw_os_error() == Some(libc::EMSGSIZE) => Ok(Posted::TooLong),
            Err(error) => Err(error),
        }
    }

    /// The next message for this worker, cut off at `longest`; without it as long as it was posted with `any_size`.
    pub fn take(&self, buffer: &mut Vec<u8>, longest: Option<usize>) -> io::Result<Option<Vec<u8>>> {
        buffer.resize(longest.unwrap_or(LONGEST_INLINE).max(1), 0);
        match descriptor_passing::receive_along(self.own(), buffer) {
            Ok((length, None)) => Ok(Some(buffer[..length].to_vec())),
            Ok((_, Some(file))) => {
                let mut data = Vec::new();
                File::from(file).read_to_end(&mut data)?;
                Ok(Some(data))
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Longer ones go as files, so that a queue of many does not exhaust the kernel's buffers.
const LONGEST_INLINE: usize = 128 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mailbox: &Mailbox, longest: Option<usize>) -> Vec<Vec<u8>> {
        let mut buffer = Vec::new();
        std::iter::from_fn(|| mailbox.take(&mut buffer, longest).unwrap()).collect()
    }

    #[test]
    fn messages_keep_borders_and_order_whatever_their_size() {
        let mailbox = Mailbox::new().unwrap();
        let large = vec![b'x'; 5 << 20];
        for data in [&b"one"[..], b"", &large, b"last"] {
            assert!(matches!(mailbox.post(data, true).unwrap(), Posted::Done));
        }
        assert_eq!(all(&mailbox, None), [b"one".to_vec(), Vec::new(), large, b"last".to_vec()]);
    }

    #[test]
    fn without_files_the_receiver_cuts_off_what_is_too_long_for_it() {
        let mailbox = Mailbox::new().unwrap();
        assert!(matches!(mailbox.post(&[b'a'; 6000], false).unwrap(), Posted::Done));
        assert_eq!(all(&mailbox, Some(2048)), [vec![b'a'; 2048]]);
        assert!(matches!(mailbox.post(&vec![b'a'; 64 << 20], false).unwrap(), Posted::TooLong));
    }

    #[test]
    fn a_full_one_says_so_and_takes_more_once_it_was_read() {
        let mailbox = Mailbox::new().unwrap();
        let mut sent = 0;
        while matches!(mailbox.post(b"again", false).unwrap(), Posted::Done) {
            sent += 1;
        }
        assert_eq!(all(&mailbox, Some(64)).len(), sent);
        assert!(matches!(mailbox.post(b"again", false).unwrap(), Posted::Done));
    }
}
