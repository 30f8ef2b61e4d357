//! The receiving side: a ring's consumer, the bell of who fills it, and a buffer for a message that comes in chunks. Must not
//! trust what it reads: anything that can not be right is dropped and logged, never followed.
//!
//! A message counts as handed over when `next` returns it, before the application runs: one whose callback kills the process is not
//! delivered again. Its bytes stay valid until the next call. The chunks of a large message count as handed over together, with the
//! last one, as long as all of them fit the ring; a larger one must leave the ring in pieces, and if its receiver
//! dies in between, the heir skips the rest of it.

use std::marker::PhantomData;

use super::kind::MessageKind;
use super::{chunk, max_chunk};
use crate::ids::SessionId;
use crate::shm::bell::Bell;
use crate::shm::ring::{Consumer, Header, space_of};

/// Calling order: `next` until it returns none; then nothing is owed to the sender, and the loop may sleep if `is_empty`.
///
/// A sender that asked for room is woken whether it said that it sleeps or not: it may be about to, and what its loop checks
/// last are its inboxes, not its links.
#[derive(Debug)]
pub struct Inbox<K> {
    consumer: Consumer,
    sender: Bell,
    max_message: usize,
    partial: Option<Partial>,
    /// The payload of the large message being put together, or last handed out.
    buffer: Vec<u8>,
    /// Bytes were handed out and not given back to the sender yet.
    lent: bool,
    dropped: u64,
    kinds: PhantomData<fn() -> K>,
}

/// A whole message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Message<'a, K> {
    pub kind: K,
    pub session: SessionId,
    pub payload: &'a [u8],
}

/// The message whose chunks are coming in.
#[derive(Debug)]
struct Partial {
    kind: u16,
    session: SessionId,
    total: usize,
    /// All chunks fit the ring: they stay in it until the last one came.
    held: bool,
    /// The sender asked for room although everything before the held chunks was given back.
    asked: bool,
}

impl<K: MessageKind> Inbox<K> {
    /// `max_message`: the largest payload taken; a larger one is dropped.
    pub fn new(consumer: Consumer, sender: Bell, max_message: usize) -> Inbox<K> {
        Inbox {
            consumer,
            sender,
            max_message,
            partial: None,
            buffer: Vec::new(),
            lent: false,
            dropped: 0,
            kinds: PhantomData,
        }
    }

    /// The next whole message. None: drained, and a sender that waits for room was rung.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "lends out of itself, which Iterator can not")]
    pub fn next(&mut self) -> Option<Message<'_, K>> {
        self.give_back();
        loop {
            let Some(header) = self.consumer.step() else {
                self.drained();
                if self.consumer.is_empty() {
                    return None;
                }
                continue;
            };
            if header.flags == 0 {
                if let Some(kind) = self.accept_whole(header) {
                    return Some(Message { kind, session: header.session, payload: self.consumer.payload() });
                }
            } else if let Some(kind) = self.accept_chunk(header) {
                return Some(Message { kind, session: header.session, payload: &self.buffer });
            }
        }
    }

    /// Nothing to take (now). For what `Bell::prepare_sleep` asks.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.consumer.is_empty()
    }

    /// The ring's position before the next message: what lies before it was handed over, to this process or to one before it.
    pub fn position(&self) -> u64 {
        self.consumer.position()
    }

    /// A message is half taken, and what was taken of it is nowhere else: who hands this inbox on loses it.
    pub fn is_amid(&self) -> bool {
        self.partial.as_ref().is_some_and(|partial| !partial.held)
    }

    /// Messages dropped because they could not be right, or were too large.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The bytes handed out last are no longer borrowed. A sender that waits for room is rung here when half of the ring is
    /// free, so that it goes on while this side is still busy; `drained` is what it can rely on.
    #[inline]
    fn give_back(&mut self) {
        if !self.lent {
            return;
        }
        self.lent = false;
        self.consumer.release();
        if self.consumer.space_requested() {
            self.answer_early();
        }
        if self.buffer.capacity() > KEPT_BUFFER && self.partial.is_none() {
            self.buffer = Vec::new();
        }
    }

    #[cold]
    fn answer_early(&mut self) {
        if self.consumer.used() <= self.consumer.capacity() / 2 && self.consumer.take_space_request() {
            self.sender.force();
        }
    }

    #[inline]
    fn drained(&mut self) {
        if self.consumer.is_corrupt() {
            self.give_up();
        }
        if self.consumer.take_space_request() {
            self.let_go();
            self.sender.force();
        }
    }

    #[cold]
    fn give_up(&mut self) {
        self.refuse("what the ring holds makes no sense; giving it up", None);
        self.partial = None;
        self.consumer.discard();
    }

    /// Held chunks must not keep a sender waiting that will not complete them (one that took over without a `Hello`). Its first request may
    /// be older than the last release; when it asks again, it really lacks the room.
    #[cold]
    fn let_go(&mut self) {
        if let Some(partial) = self.partial.as_mut().filter(|partial| partial.held) {
            if partial.asked {
                partial.held = false;
                self.consumer.release();
            } else {
                partial.asked = true;
            }
        }
    }

    #[inline]
    fn accept_whole(&mut self, header: Header) -> Option<K> {
        if self.partial.is_some() {
            self.abandon(header);
        }
        let Some(kind) = K::from_code(header.kind) else {
            self.refuse("unknown kind of message", Some(header));
            self.consumer.release();
            return None;
        };
        self.lent = true;
        self.consumer.accept();
        Some(kind)
    }

    #[cold]
    fn accept_chunk(&mut self, header: Header) -> Option<K> {
        if header.flags & chunk::FIRST != 0 {
            self.begin(header);
        } else {
            self.append(header);
        }
        let partial = self.partial.as_ref()?;
        if header.flags & chunk::MORE != 0 {
            if !partial.held {
                self.consumer.release();
                self.answer_early();
            }
            return None;
        }
        let (code, complete) = (partial.kind, partial.total == self.buffer.len());
        self.partial = None;
        match K::from_code(code) {
            Some(kind) if complete => {
                self.lent = true;
                self.consumer.accept();
                Some(kind)
            }
            _ => {
                self.refuse("last chunk of a message of unknown kind or wrong length", Some(header));
                self.consumer.release();
                None
            }
        }
    }

    fn begin(&mut self, header: Header) {
        let interrupts = self.partial.is_some();
        if interrupts {
            self.abandon(header);
        }
        self.buffer.clear();
        let Some((total, start)) = self.consumer.payload().split_first_chunk() else {
            return self.skip("first chunk without a length", header);
        };
        let total = usize::try_from(u64::from_ne_bytes(*total)).unwrap_or(usize::MAX);
        if total > self.max_message {
            return self.skip("message larger than the largest allowed", header);
        }
        if start.len() > total || self.buffer.try_reserve_exact(total).is_err() {
            return self.skip("message of impossible length", header);
        }
        self.buffer.extend_from_slice(start);
        let fits = space_in_chunks(total, self.consumer.capacity()) <= self.consumer.capacity();
        // Chunks of an interrupted message may still lie before this one.
        let held = fits && !interrupts;
        self.partial = Some(Partial { kind: header.kind, session: header.session, total, held, asked: false });
    }

    fn append(&mut self, header: Header) {
        let Some(partial) = &self.partial else {
            // The rest of a message that was refused, or that a predecessor took the start of.
            if header.flags & chunk::LAST != 0 {
                self.refuse("its start was refused, or taken by a process that died", Some(header));
            }
            return self.consumer.release();
        };
        let chunk = self.consumer.payload();
        let fits = self.buffer.len() + chunk.len() <= partial.total;
        if fits && partial.kind == header.kind && partial.session == header.session {
            self.buffer.extend_from_slice(chunk);
        } else {
            self.partial = None;
            self.skip("chunk that does not belong to the message before it", header);
        }
    }

    /// The sender died between two chunks, and its heir begins anew.
    #[cold]
    fn abandon(&mut self, next: Header) {
        self.partial = None;
        if !K::from_code(next.kind).is_some_and(K::starts_over) {
            self.refuse("half a message, and then another one", Some(next));
        }
    }

    fn skip(&mut self, why: &str, header: Header) {
        self.refuse(why, Some(header));
        self.consumer.release();
    }

    #[cold]
    fn refuse(&mut self, why: &str, header: Option<Header>) {
        self.dropped += 1;
        match header {
            Some(Header { kind, session, .. }) => tracing::error!(kind, %session, "message dropped: {why}"),
            None => tracing::error!("message dropped: {why}"),
        }
    }
}

/// A buffer larger than this is not kept for the next large message. The largest packet of the default `package_max_length` fits, with what
/// goes along with it: given back to the system and asked for anew, its pages would cost more than the message.
const KEPT_BUFFER: usize = (2 << 20) + (128 << 10);

/// What a message of `total` bytes takes on a ring when it comes in chunks.
fn space_in_chunks(total: usize, capacity: usize) -> usize {
    let max = max_chunk(capacity);
    let all = total + size_of::<u64>();
    all / max * space_of(max) + space_of(all % max)
}
