//! Messages in shared memory from one producer process to one consumer process. Must not know what the messages mean, nor
//! when either side sleeps.
//!
//! Positions count bytes from the making of the ring and never wrap (64 bit). In the shared control block:
//!
//! | field   | written by | meaning |
//! |---------|-----------|---------|
//! | `tail`  | producer  | what lies before it is complete and visible (release store) |
//! | `head`  | consumer  | what lies before it is free for the producer again (release store) |
//! | `taken` | consumer  | what lies before it was handed over; a consumer that takes over starts here. head ≤ taken ≤ tail |
//! | `space` | both      | the producer's request to be rung when room was made |
//!
//! A producer killed anywhere leaves nothing half visible: bytes beyond `tail` are nobody's. A consumer killed after `accept` has
//! handed its message over: its heir goes on behind it. Each side keeps the other's position in a private
//! copy and looks at the shared one only when the copy says full or empty.
//!
//! The bytes are written by another process, so nothing read from them is trusted: a position or length that can not be right
//! makes the ring *corrupt* (nothing to take, `is_corrupt`), until `discard` gives up what it holds.

use std::io;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::announcement::Announcement;
use super::cells::{Line, SharedCell, SharedCells};
use crate::ids::SessionId;
use crate::sys::mapping::MirroredMapping;

/// Before each payload. Lies in the ring as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct Header {
    pub kind: u16,
    pub flags: u16,
    /// Bytes of payload. `try_push` fills it in from the parts.
    pub len: u32,
    pub session: SessionId,
}

impl Header {
    pub const SIZE: usize = size_of::<Header>();

    pub fn new(kind: u16, flags: u16, session: SessionId) -> Header {
        Header { kind, flags, len: 0, session }
    }
}

/// No room for the message now; nothing was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Full;

/// The memory of a ring. Clones are the same ring; made before the fork, its ends are attached after it.
#[derive(Clone, Debug)]
pub struct RingMemory {
    control: SharedCells<Control>,
    data: Arc<MirroredMapping>,
}

#[derive(Debug)]
#[repr(C)]
struct Control {
    tail: Line<AtomicU64>,
    consumer: Line<ConsumerPositions>,
    space: Line<Announcement>,
}

#[derive(Debug)]
#[repr(C)]
struct ConsumerPositions {
    head: AtomicU64,
    taken: AtomicU64,
}

// SAFETY: atomics only.
unsafe impl SharedCell for ConsumerPositions {}
// SAFETY: shared cells only.
unsafe impl SharedCell for Control {}

impl RingMemory {
    /// `capacity`: bytes, a power of two, at least one page.
    pub fn new(capacity: usize) -> io::Result<RingMemory> {
        if !capacity.is_power_of_two() || !(4096..=1 << 31).contains(&capacity) {
            let why = format!("ring capacity {capacity}: give a power of two from 4096 to 2147483648");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        Ok(RingMemory { control: SharedCells::new(1)?, data: Arc::new(MirroredMapping::new(capacity)?) })
    }

    pub fn capacity(&self) -> usize {
        self.data.len()
    }

    /// Attaches the writing end. At most one process may use it at a time; one that takes over goes on behind what
    /// its predecessor published.
    pub fn producer(&self) -> Producer {
        let tail = self.control().tail.0.load(Ordering::Acquire);
        let head = self.control().consumer.0.head.load(Ordering::Acquire);
        Producer { memory: self.clone(), tail, head, not_sync: PhantomData }
    }

    /// Attaches the reading end. At most one process may use it at a time; one that takes over goes on behind what its predecessor
    /// had handed over.
    pub fn consumer(&self) -> Consumer {
        let positions = &self.control().consumer.0;
        let tail = self.control().tail.0.load(Ordering::Acquire);
        let head = positions.head.load(Ordering::Acquire);
        let taken = positions.taken.load(Ordering::Acquire);
        let sane =
            tail.wrapping_sub(head) <= self.capacity() as u64 && taken.wrapping_sub(head) <= tail.wrapping_sub(head);
        let mut consumer =
            Consumer { memory: self.clone(), at: taken, last: (taken, 0), tail, corrupt: !sane, not_sync: PhantomData };
        if sane {
            consumer.release();
        }
        consumer
    }

    /// Bytes published and not yet released, as any process sees it.
    pub fn used(&self) -> usize {
        let head = self.control().consumer.0.head.load(Ordering::Acquire);
        let tail = self.control().tail.0.load(Ordering::Acquire);
        (tail.wrapping_sub(head) as usize).min(self.capacity())
    }

    #[inline]
    fn control(&self) -> &Control {
        &self.control[0]
    }

    #[inline]
    fn at(&self, position: u64) -> *mut u8 {
        let offset = position as usize & (self.data.len() - 1);
        // SAFETY: offset < capacity, inside the first copy of the double mapping.
        unsafe { self.data.base().as_ptr().add(offset) }
    }
}

/// The writing end.
#[derive(Debug)]
pub struct Producer {
    memory: RingMemory,
    /// Behind what was written; maybe ahead of the published tail.
    tail: u64,
    /// The consumer's head when last looked at.
    head: u64,
    /// One thread at a time: the private positions are the only ones of this end.
    not_sync: PhantomData<std::cell::Cell<()>>,
}

impl Producer {
    /// Writes a message, invisible until `publish`.
    #[inline]
    pub fn try_push(&mut self, header: Header, parts: &[&[u8]]) -> Result<(), Full> {
        let len = parts.iter().map(|p| p.len()).sum::<usize>();
        if len > self.max_payload() || !self.has_room(space_of(len)) {
            return Err(Full);
        }
        let header = Header { len: len as u32, ..header };
        let at = self.memory.at(self.tail);
        // SAFETY: `has_room` says that the `space_of(len)` ≤ capacity bytes from the tail on are not the consumer's; the double mapping
        // makes them contiguous; positions are multiples of 8, so the header is aligned; no other thread writes them (`&mut self`).
        unsafe {
            at.cast::<Header>().write(header);
            let mut at = at.add(Header::SIZE);
            for part in parts {
                std::ptr::copy_nonoverlapping(part.as_ptr(), at, part.len());
                at = at.add(part.len());
            }
        }
        self.tail = self.tail.wrapping_add(space_of(len) as u64);
        Ok(())
    }

    /// Makes visible what was pushed.
    #[inline]
    pub fn publish(&mut self) {
        self.memory.control().tail.0.store(self.tail, Ordering::Release);
    }

    /// The position behind what was written last.
    #[inline]
    pub fn written(&self) -> u64 {
        self.tail
    }

    /// Bytes free for headers, payloads and padding, as of now.
    pub fn free(&mut self) -> usize {
        self.refresh();
        self.memory.capacity().saturating_sub(self.used() as usize)
    }

    /// What the largest message may carry.
    pub fn max_payload(&self) -> usize {
        self.memory.capacity() - Header::SIZE
    }

    pub fn capacity(&self) -> usize {
        self.memory.capacity()
    }

    /// Asks the consumer to ring this side's bell once it made room. Try once more afterwards before you wait: room
    /// made before the request is not announced.
    pub fn request_space(&mut self) {
        let space = &self.memory.control().space.0;
        // Raised and not yet taken: any room made from then on will be announced.
        if !space.is_raised() {
            space.announce();
        }
    }

    #[inline]
    fn has_room(&mut self, need: usize) -> bool {
        if self.used() + need as u64 <= self.memory.capacity() as u64 {
            return true;
        }
        self.refresh();
        self.used() + need as u64 <= self.memory.capacity() as u64
    }

    #[inline]
    fn refresh(&mut self) {
        self.head = self.memory.control().consumer.0.head.load(Ordering::Acquire);
    }

    /// More than the capacity when the consumer's head can not be right: then there is no room, ever.
    #[inline]
    fn used(&self) -> u64 {
        self.tail.wrapping_sub(self.head).min(u64::MAX / 2)
    }
}

/// The reading end. `peek` and `consume` for plain use; `step`, `accept` and `release` to keep a message's bytes while an heir already
/// skips it, or to look at several before any of them counts as handed over.
#[derive(Debug)]
pub struct Consumer {
    memory: RingMemory,
    /// Before the next message that was not yet stepped over.
    at: u64,
    /// Position and length of the message stepped over last.
    last: (u64, u32),
    /// The producer's tail when last looked at.
    tail: u64,
    corrupt: bool,
    not_sync: PhantomData<std::cell::Cell<()>>,
}

impl Consumer {
    /// The next message, borrowed from the ring.
    #[inline]
    pub fn peek(&mut self) -> Option<(Header, &[u8])> {
        let header = self.next_header()?;
        // SAFETY: the header at `at` was just checked; nothing can be released while `self` is borrowed.
        Some((header, unsafe { self.slice(self.at, header.len) }))
    }

    /// Hands over the peeked message and gives its bytes back to the producer.
    #[inline]
    pub fn consume(&mut self) {
        if self.step().is_some() {
            self.release();
        }
    }

    /// Steps over the next message and gives its header; the bytes are `payload()`. It is neither handed over nor released yet.
    #[inline]
    pub fn step(&mut self) -> Option<Header> {
        let header = self.next_header()?;
        self.last = (self.at, header.len);
        self.at = self.at.wrapping_add(space_of(header.len as usize) as u64);
        Some(header)
    }

    /// The payload of the message that `step` gave last; empty after a release.
    #[inline]
    pub fn payload(&self) -> &[u8] {
        let (at, len) = self.last;
        // SAFETY: `step` checked that header and payload were published, and nothing was released since (`release` empties `last`).
        unsafe { self.slice(at, len) }
    }

    /// Hands over everything stepped over: an heir starts behind it. The bytes stay ours until `release`.
    #[inline]
    pub fn accept(&mut self) {
        self.memory.control().consumer.0.taken.store(self.at, Ordering::Release);
    }

    /// Hands over everything stepped over and gives its bytes back to the producer.
    #[inline]
    pub fn release(&mut self) {
        self.last.1 = 0;
        self.accept();
        self.memory.control().consumer.0.head.store(self.at, Ordering::Release);
    }

    /// The position before the next message.
    pub fn position(&self) -> u64 {
        self.at
    }

    /// Nothing to take (now).
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.corrupt || self.memory.control().tail.0.load(Ordering::Acquire) == self.at
    }

    pub fn capacity(&self) -> usize {
        self.memory.capacity()
    }

    /// Bytes that the producer may still be waiting for: published or still ours.
    #[inline]
    pub fn used(&self) -> usize {
        self.memory.used()
    }

    /// After releasing: the producer asked for room and is to be rung. At most once per request.
    #[inline]
    pub fn take_space_request(&mut self) -> bool {
        self.memory.control().space.0.take()
    }

    /// As `take_space_request` would say, but cheap and maybe late.
    #[inline]
    pub fn space_requested(&self) -> bool {
        self.memory.control().space.0.is_raised()
    }

    /// The producer's end wrote what can not be right; nothing can be taken any more.
    pub fn is_corrupt(&self) -> bool {
        self.corrupt
    }

    /// Gives up everything published so far and goes on with what comes next.
    pub fn discard(&mut self) {
        self.tail = self.memory.control().tail.0.load(Ordering::Acquire);
        self.at = self.tail;
        self.corrupt = false;
        self.release();
    }

    #[inline]
    fn next_header(&mut self) -> Option<Header> {
        if self.corrupt {
            return None;
        }
        if self.at == self.tail {
            self.tail = self.memory.control().tail.0.load(Ordering::Acquire);
            if self.at == self.tail {
                return None;
            }
        }
        self.checked_header()
    }

    #[inline]
    fn checked_header(&mut self) -> Option<Header> {
        let available = self.tail.wrapping_sub(self.at);
        if available <= self.memory.capacity() as u64 && available >= Header::SIZE as u64 && self.at % 8 == 0 {
            // SAFETY: `at` is aligned and at least a header's worth of published bytes follow it, contiguous by the double mapping;
            // every bit pattern is a Header; it is copied out once, so what is checked is what is used.
            let header = unsafe { self.memory.at(self.at).cast::<Header>().read_volatile() };
            if space_of(header.len as usize) as u64 <= available {
                return Some(header);
            }
        }
        self.corrupt = true;
        None
    }

    /// # Safety
    /// A header at position `at` was checked to have `len` bytes of payload, and `at` is not released, nor will be while the slice
    /// lives: published bytes between head and tail are the consumer's, the producer does not write them.
    #[inline]
    unsafe fn slice(&self, at: u64, len: u32) -> &[u8] {
        // SAFETY: `space_of(len)` bytes from `at` on were published, contiguous by the double mapping, which lives as long as `self`; with
        // `len` 0 any position is inside.
        unsafe { std::slice::from_raw_parts(self.memory.at(at).add(Header::SIZE), len as usize) }
    }
}

/// Bytes that a message of `len` bytes of payload takes: with its header, padded so that positions stay multiples of 8.
#[inline]
pub const fn space_of(len: usize) -> usize {
    (Header::SIZE + len + 7) & !7
}

#[cfg(all(test, not(rswoole_loom)))]
#[path = "ring_tests.rs"]
mod tests;
