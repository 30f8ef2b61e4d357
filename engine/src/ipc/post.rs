//! Messages over post boxes, from many processes to one: `PostLink` sends and never loses, `PostInbox` receives. Must not know what the
//! messages do. A message is one record: what is larger than a quarter of the box does not go this way.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::rc::Rc;

use super::inbox::Message;
use super::kind::MessageKind;
use super::max_chunk;
use crate::ids::SessionId;
use crate::shm::bell::Bell;
use crate::shm::post_box::PostBox;
use crate::shm::ring::{Consumer, Full, Header};

/// Nothing was taken: the message has to go another way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge;

/// From this process to one box. Keeps the order of what is sent through it.
#[derive(Debug)]
pub struct PostLink<K> {
    post: PostBox,
    receiver: Bell,
    /// The number of this process, by which it is woken when there is room.
    own: u32,
    queue: VecDeque<(Header, Vec<u8>)>,
    queued_bytes: usize,
    kinds: PhantomData<fn(K)>,
}

impl<K: MessageKind> PostLink<K> {
    pub fn new(post: PostBox, receiver: Bell, own: u32) -> PostLink<K> {
        PostLink { post, receiver, own, queue: VecDeque::new(), queued_bytes: 0, kinds: PhantomData }
    }

    /// Never blocks, never loses: what the box has no room for waits in the queue. The receiver is woken at once.
    pub fn send(&mut self, kind: K, session: SessionId, parts: &[&[u8]]) -> Result<(), TooLarge> {
        let len: usize = parts.iter().map(|part| part.len()).sum();
        if len > self.largest() {
            return Err(TooLarge);
        }
        if !self.queue.is_empty() {
            self.flush();
        }
        let header = Header::new(kind.code(), 0, session);
        if self.queue.is_empty() && self.post.post(header, parts).is_ok() {
            self.receiver.ring();
            return Ok(());
        }
        self.queued_bytes += Header::SIZE + len;
        self.queue.push_back((header, parts.concat()));
        // Once more, now that the wish for room is known.
        self.flush();
        Ok(())
    }

    /// Moves what waits into the box, as far as there is room. True when nothing waits any more; otherwise this process is rung
    /// when there is room again.
    pub fn flush(&mut self) -> bool {
        if self.queue.is_empty() {
            return true;
        }
        let mut moved = self.push_front();
        if !self.queue.is_empty() {
            self.post.announce_waiting(self.own);
            moved |= self.push_front();
        }
        if moved {
            self.receiver.ring();
        }
        self.queue.is_empty()
    }

    fn push_front(&mut self) -> bool {
        let mut moved = false;
        while let Some((header, payload)) = self.queue.front() {
            if self.post.post(*header, &[payload]) == Err(Full) {
                break;
            }
            self.queued_bytes -= Header::SIZE + payload.len();
            self.queue.pop_front();
            moved = true;
        }
        moved
    }

    /// Wakes the receiver for something that does not come through the box.
    pub fn ring(&self) {
        self.receiver.ring();
    }

    /// This process waits for the receiver to take something out, wherever that lies.
    pub fn announce_waiting(&self) {
        self.post.announce_waiting(self.own);
    }

    /// The largest payload of one message.
    pub fn largest(&self) -> usize {
        max_chunk(self.post.capacity())
    }

    pub fn is_flushed(&self) -> bool {
        self.queue.is_empty()
    }

    pub fn queued(&self) -> usize {
        self.queue.len()
    }

    pub fn queued_bytes(&self) -> usize {
        self.queued_bytes
    }
}

/// The receiving side of one box.
#[derive(Debug)]
pub struct PostInbox<K> {
    post: PostBox,
    consumer: Consumer,
    /// By number of the sender.
    senders: Rc<[Bell]>,
    lent: bool,
    dropped: u64,
    kinds: PhantomData<fn() -> K>,
}

impl<K: MessageKind> PostInbox<K> {
    pub fn new(post: PostBox, senders: Rc<[Bell]>) -> PostInbox<K> {
        let consumer = post.consumer();
        PostInbox { post, consumer, senders, lent: false, dropped: 0, kinds: PhantomData }
    }

    /// The next message; it counts as handed over. None: the box is empty, and those who wait for room were woken.
    #[expect(clippy::should_implement_trait, reason = "lends out of itself, which Iterator can not")]
    pub fn next(&mut self) -> Option<Message<'_, K>> {
        if self.lent {
            self.lent = false;
            self.consumer.release();
            if self.consumer.used() <= self.consumer.capacity() / 2 {
                self.wake_waiting();
            }
        }
        loop {
            let Some(header) = self.consumer.step() else {
                if self.consumer.is_corrupt() {
                    self.refuse("what the post box holds makes no sense; giving it up", None);
                    self.consumer.discard();
                }
                self.wake_waiting();
                if self.consumer.is_empty() {
                    return None;
                }
                continue;
            };
            let Some(kind) = K::from_code(header.kind).filter(|_| header.flags == 0) else {
                self.refuse("unknown kind of message", Some(header));
                self.consumer.release();
                continue;
            };
            self.consumer.accept();
            self.lent = true;
            return Some(Message { kind, session: header.session, payload: self.consumer.payload() });
        }
    }

    /// Nothing to take (now).
    pub fn is_empty(&self) -> bool {
        self.consumer.is_empty()
    }

    /// Messages dropped because they could not be right.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// By `force`: what the loop of a sender checks last are its boxes, not its links.
    fn wake_waiting(&self) {
        self.post.wake_waiting(|sender| {
            if let Some(bell) = self.senders.get(sender as usize) {
                bell.force();
            }
        });
    }

    #[cold]
    fn refuse(&mut self, why: &str, header: Option<Header>) {
        self.dropped += 1;
        tracing::error!(kind = header.map(|header| header.kind), "message dropped: {why}");
    }
}
