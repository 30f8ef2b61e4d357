//! Messages in shared memory from many processes to one: a ring whose writing end goes from hand to hand under a lock. Must not know
//! what the messages mean, nor how a process that waits for room is woken.
//!
//! The lock is one that the kernel passes on when its holder dies. The next one attaches the writing end at the *published* position, so
//! a message that a dying sender half wrote is nobody's: there is nothing to repair. The reading end takes no lock.
//!
//! Who finds the box full raises its bit in `waiting`, looks once more, and is rung when the reader made room: the protocol of
//! `Announcement` (store, `SeqCst` fence, load on both sides) with a bit for each process. A process that dies leaves at worst a raised
//! bit: one wake-up too many, for its successor.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering, fence};

use super::cells::SharedCells;
use super::ring::{Consumer, Full, Header, RingMemory};
use crate::sys::robust_lock::RobustLock;

/// The memory of a box. Clones are the same box; made before the fork.
#[derive(Clone, Debug)]
pub struct PostBox {
    ring: RingMemory,
    lock: RobustLock,
    waiting: SharedCells<AtomicU64>,
}

impl PostBox {
    /// `capacity` as for a ring; `senders`: how many processes may wait for room, by number.
    pub fn new(capacity: usize, senders: u32) -> io::Result<PostBox> {
        Ok(PostBox {
            ring: RingMemory::new(capacity)?,
            lock: RobustLock::new()?,
            waiting: SharedCells::new((senders as usize).div_ceil(BITS).max(1))?,
        })
    }

    /// The reading end. At most one process may use it at a time; an heir goes on behind what its predecessor had handed over.
    pub fn consumer(&self) -> Consumer {
        self.ring.consumer()
    }

    /// Puts a message into the box, whole and visible at once, or not at all.
    pub fn post(&self, header: Header, parts: &[&[u8]]) -> Result<(), Full> {
        // A lock that can not be had is no room: the sender keeps its message and tries again.
        let Ok(_held) = self.lock.lock() else { return Err(Full) };
        let mut producer = self.ring.producer();
        producer.try_push(header, parts)?;
        producer.publish();
        Ok(())
    }

    /// Sender: asks to be woken when there is room. Try once more afterwards, before you really wait.
    pub fn announce_waiting(&self, sender: u32) {
        if let Some(word) = self.waiting.get(sender as usize / BITS) {
            word.fetch_or(1 << (sender as usize % BITS), Ordering::Relaxed);
        }
        fence(Ordering::SeqCst);
    }

    /// Reader, after it made room: calls `wake` for each sender that asked since the last time.
    pub fn wake_waiting(&self, mut wake: impl FnMut(u32)) {
        fence(Ordering::SeqCst);
        for (at, word) in self.waiting.iter().enumerate() {
            let mut bits = if word.load(Ordering::Relaxed) == 0 { 0 } else { word.swap(0, Ordering::AcqRel) };
            while bits != 0 {
                wake((at * BITS) as u32 + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
    }

    pub fn capacity(&self) -> usize {
        self.ring.capacity()
    }

    /// Bytes published and not yet given back, as any process sees it.
    pub fn used(&self) -> usize {
        self.ring.used()
    }

    /// Holds the writing end as a process does that is about to be killed.
    #[cfg(all(test, not(rswoole_loom)))]
    pub(crate) fn die_writing(&self, header: Header, parts: &[&[u8]]) {
        std::mem::forget(self.lock.lock().unwrap());
        let mut producer = self.ring.producer();
        let _ = producer.try_push(header, parts);
    }
}

const BITS: usize = u64::BITS as usize;

#[cfg(all(test, not(rswoole_loom)))]
mod tests {
    use super::*;
    use crate::ids::SessionId;

    fn header(kind: u16) -> Header {
        Header::new(kind, 0, SessionId(0))
    }

    #[test]
    fn what_a_dying_sender_half_wrote_is_never_seen() {
        let post = PostBox::new(4096, 2).unwrap();
        post.post(header(1), &[b"first"]).unwrap();
        let dying = post.clone();
        std::thread::spawn(move || dying.die_writing(header(2), &[b"half"])).join().unwrap();
        post.post(header(3), &[b"second"]).unwrap();
        let mut reader = post.consumer();
        for (kind, bytes) in [(1, b"first".as_slice()), (3, b"second")] {
            let (found, payload) = reader.peek().unwrap();
            assert_eq!((found.kind, payload), (kind, bytes));
            reader.consume();
        }
        assert!(reader.is_empty() && !reader.is_corrupt());
    }

    #[test]
    fn a_full_box_takes_nothing_and_wakes_each_who_waits_once() {
        let post = PostBox::new(4096, 130).unwrap();
        while post.post(header(1), &[&[0; 1000]]).is_ok() {}
        for sender in [0, 63, 64, 129] {
            post.announce_waiting(sender);
        }
        let mut reader = post.consumer();
        reader.peek().unwrap();
        reader.consume();
        let mut woken = Vec::new();
        post.wake_waiting(|sender| woken.push(sender));
        assert_eq!(woken, [0, 63, 64, 129]);
        post.wake_waiting(|sender| panic!("{sender} was woken before"));
        assert!(post.post(header(1), &[&[0; 1000]]).is_ok());
    }
}
