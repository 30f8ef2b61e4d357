//! Messages over rings between processes: `Link` sends and never loses, `Inbox` receives whole messages only. Must not know
//! what the messages do, sockets, or who sleeps when.
//!
//! On the ring a message is one record, or, when it is larger than a quarter of the ring, a row of chunks:
//!
//! ```text
//! record   header { kind, flags 0,            session }  payload
//! first    header { kind, flags FIRST | MORE, session }  total length of the payload (8 bytes), payload
//! middle   header { kind, flags MORE,         session }  payload
//! last     header { kind, flags LAST,         session }  payload
//! ```
//!
//! A link sends one message after the other, so the chunks of two never mix.

pub mod files;
mod inbox;
mod kind;
mod link;
pub mod packet;
mod post;

pub use inbox::{Inbox, Message};
pub use kind::{EventPrefix, Mail, MailPrefix, MessageKind, StreamSign, ToReactor, ToWorker};
pub use link::Link;
pub use post::{PostInbox, PostLink, TooLarge};

pub use crate::shm::ring::Full;

use crate::shm::ring::Header;

/// Header flags of the chunks of a large message.
mod chunk {
    pub const MORE: u16 = 1;
    pub const FIRST: u16 = 1 << 1;
    pub const LAST: u16 = 1 << 2;
}

/// What fits one record: four of this size fill the ring.
fn max_chunk(capacity: usize) -> usize {
    capacity / 4 - Header::SIZE
}

#[cfg(all(test, not(rswoole_loom)))]
mod tests;
