//! The sending side: a ring's producer, the bell of who reads it, and a queue for what the ring has no room for. Must not wait:
//! who wants back-pressure uses `try_send`, who must not lose uses `send`.

use std::collections::VecDeque;
use std::marker::PhantomData;

use super::kind::MessageKind;
use super::{chunk, max_chunk};
use crate::ids::SessionId;
use crate::shm::bell::Bell;
use crate::shm::ring::{Full, Header, Producer, space_of};

/// Calling order: any number of `send`/`try_send`, then `ring_bell` once. When this process is rung: `flush`, then `ring_bell`.
#[derive(Debug)]
pub struct Link<K> {
    producer: Producer,
    receiver: Bell,
    queue: VecDeque<Queued>,
    queued_bytes: usize,
    /// See [`Link::began`].
    began: u64,
    /// Published since the bell was rung.
    dirty: bool,
    kinds: PhantomData<fn(K)>,
}

/// A message that waits for room, or the rest of one.
#[derive(Debug)]
struct Queued {
    message: Outgoing,
    payload: Vec<u8>,
}

/// How far a message got.
#[derive(Clone, Copy, Debug)]
struct Outgoing {
    kind: u16,
    session: SessionId,
    /// Length of the whole payload.
    total: usize,
    /// Bytes of it that are in the ring.
    sent: usize,
}

impl<K: MessageKind> Link<K> {
    pub fn new(producer: Producer, receiver: Bell) -> Link<K> {
        Link { producer, receiver, queue: VecDeque::new(), queued_bytes: 0, began: 0, dirty: false, kinds: PhantomData }
    }

    /// Never blocks, never loses, keeps the order: what the ring has no room for waits in the queue.
    #[inline]
    pub fn send(&mut self, kind: K, session: SessionId, parts: &[&[u8]]) {
        if !self.queue.is_empty() {
            // An application that never returns to its loop would otherwise pile up what the ring has room for by now.
            self.flush();
        }
        if self.queue.is_empty() && self.push_whole(kind, session, parts).is_ok() {
            return;
        }
        self.enqueue(kind, session, parts);
    }

    /// For who can wait: on `Full` nothing was taken, and this process will be rung when to try again. A message of several chunks is taken
    /// once its first fits; `flush` moves the rest, and until it has, everything is `Full`.
    #[inline]
    pub fn try_send(&mut self, kind: K, session: SessionId, parts: &[&[u8]]) -> Result<(), Full> {
        if !self.queue.is_empty() && !self.flush() {
            return Err(Full);
        }
        if self.push_whole(kind, session, parts).is_ok() {
            return Ok(());
        }
        let total = length(parts);
        self.producer.request_space();
        if !self.has_room_for(total) {
            return Err(Full);
        }
        if total <= max_chunk(self.producer.capacity()) {
            return self.push_whole(kind, session, parts);
        }
        self.enqueue(kind, session, parts);
        Ok(())
    }

    /// Moves what waits into the ring, as far as there is room. True when nothing waits any more; otherwise this process will be rung
    /// when there is room again.
    pub fn flush(&mut self) -> bool {
        while let Some(mut front) = self.queue.pop_front() {
            let before = front.message.sent;
            let outcome = self.push_chunks(&mut front.message, &[&front.payload]);
            self.queued_bytes -= front.message.sent - before;
            if outcome.is_err() {
                self.queue.push_front(front);
                return false;
            }
            self.queued_bytes -= Header::SIZE;
        }
        true
    }

    /// `flush` would get on. For who waits with `Bell::wait`, where this is what to look at last.
    pub fn can_flush(&mut self) -> bool {
        match self.queue.front() {
            None => true,
            Some(Queued { message, .. }) => {
                let rest = (message.total - message.sent).min(max_chunk(self.producer.capacity()));
                self.producer.free() >= space_of(rest)
            }
        }
    }

    /// `try_send` would take a payload of `len` bytes.
    pub fn has_room_for(&mut self, len: usize) -> bool {
        // Half a ring for a message of several chunks: not so little that it would crawl through the queue.
        let capacity = self.producer.capacity();
        let need = if len <= max_chunk(capacity) { space_of(len) } else { capacity / 2 };
        self.queue.is_empty() && self.producer.free() >= need
    }

    /// The ring's position behind the first record of what was sent last: a receiver that is beyond it has taken it, or a part of it that nobody else
    /// can take again. `u64::MAX`: all of it still waits for room.
    #[inline]
    pub fn began(&self) -> u64 {
        self.began
    }

    /// Once per batch: wakes the receiver if it sleeps and anything was published since the last time.
    #[inline]
    pub fn ring_bell(&mut self) {
        if self.dirty {
            self.dirty = false;
            self.receiver.ring();
        }
    }

    /// Bytes that wait for room in the ring, a header for each message included.
    #[inline]
    pub fn queued_bytes(&self) -> usize {
        self.queued_bytes
    }

    /// Nothing waits for room in the ring.
    #[inline]
    pub fn is_flushed(&self) -> bool {
        self.queue.is_empty()
    }

    /// Everything that was sent has been taken by the receiver.
    pub fn is_drained(&mut self) -> bool {
        self.queue.is_empty() && self.producer.free() == self.producer.capacity()
    }

    #[inline]
    fn push_whole(&mut self, kind: K, session: SessionId, parts: &[&[u8]]) -> Result<(), Full> {
        if length(parts) > max_chunk(self.producer.capacity()) {
            return Err(Full);
        }
        self.push(Header::new(kind.code(), 0, session), parts)?;
        self.began = self.producer.written();
        Ok(())
    }

    #[inline]
    fn push(&mut self, header: Header, parts: &[&[u8]]) -> Result<(), Full> {
        self.producer.try_push(header, parts)?;
        self.producer.publish();
        self.dirty = true;
        Ok(())
    }

    /// Behind what waits. A large message enters the ring as far as it can before the rest of it is copied.
    #[cold]
    fn enqueue(&mut self, kind: K, session: SessionId, parts: &[&[u8]]) {
        let mut message = Outgoing { kind: kind.code(), session, total: length(parts), sent: 0 };
        self.began = u64::MAX;
        if self.queue.is_empty() && self.push_chunks(&mut message, parts).is_ok() {
            return;
        }
        let rest = window(parts, message.sent, message.total).concat();
        self.queued_bytes += rest.len() + Header::SIZE;
        self.queue.push_back(Queued { message, payload: rest });
    }

    /// Pushes what is left of the message. `parts` hold the payload, or only the rest of it.
    fn push_chunks(&mut self, message: &mut Outgoing, parts: &[&[u8]]) -> Result<(), Full> {
        let skipped = message.total - length(parts);
        loop {
            let (header, end) = self.next_chunk(message);
            let total = (message.total as u64).to_ne_bytes();
            let mut chunk = window(parts, message.sent - skipped, end - skipped);
            if header.flags & chunk::FIRST != 0 {
                chunk.insert(0, &total);
            }
            if self.push(header, &chunk).is_err() {
                self.producer.request_space();
                self.push(header, &chunk)?;
            }
            if message.sent == 0 {
                self.began = self.producer.written();
            }
            message.sent = end;
            if message.sent == message.total {
                return Ok(());
            }
        }
    }

    fn next_chunk(&self, message: &Outgoing) -> (Header, usize) {
        let max = max_chunk(self.producer.capacity());
        let header = |flags| Header::new(message.kind, flags, message.session);
        if message.total <= max {
            return (header(0), message.total);
        }
        if message.sent == 0 {
            return (header(chunk::FIRST | chunk::MORE), max - size_of::<u64>());
        }
        let end = message.total.min(message.sent + max);
        (header(if end == message.total { chunk::LAST } else { chunk::MORE }), end)
    }
}

fn length(parts: &[&[u8]]) -> usize {
    parts.iter().map(|part| part.len()).sum()
}

/// The bytes `from..to` of the parts taken as one.
fn window<'a>(parts: &[&'a [u8]], from: usize, to: usize) -> Vec<&'a [u8]> {
    let mut offset = 0;
    let mut slices = Vec::with_capacity(parts.len() + 1);
    for part in parts {
        let start = from.saturating_sub(offset).min(part.len());
        let end = to.saturating_sub(offset).min(part.len());
        if start < end {
            slices.push(&part[start..end]);
        }
        offset += part.len();
    }
    slices
}
