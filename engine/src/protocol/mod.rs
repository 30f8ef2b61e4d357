//! Bytes in, packets out. No socket, clock or log.
//!
//! Every connection has a [`Codec`]. Whoever reads the connection shows it what has arrived and not yet become a packet; the
//! codec says where the first packet ends. It never waits and never looks at anything but its input, so servers and
//! clients use the same ones. [`Framing`] is how they are asked for. Where the bytes are questions that the application answers one after the
//! other (HTTP), a [`Dialogue`] stands in the codec's place.

mod dialogue;
pub mod dns;
mod eof;
mod framing;
pub mod http1;
pub mod http2;
mod length;
mod length_function;
mod mqtt;
pub mod multipart;
mod pace;
mod raw;
pub mod socks5;
pub mod websocket;

use std::fmt;

use bytes::Bytes;

pub use dialogue::{After, Dialogue, Question, QuestionKind, Takeover};
pub use eof::{Eof, EofCheck, EofSplit};
pub use framing::{Framing, Rule};
pub use length::{Length, LengthField, LengthType};
pub use length_function::{LengthFunction, PackageLength};
pub use mqtt::Mqtt;
pub use pace::Pace;
pub use raw::Raw;

/// Splits the byte stream of one connection into packets.
///
/// A codec belongs to one connection for as long as that lives and may keep state between calls. The calls are: `decode` with what
/// has arrived; after `Incomplete` again with the same bytes and more behind them; after `Packet` with what follows that packet;
/// after a violation never again.
pub trait Codec {
    /// Finds the end of the first packet in `input`, which is not empty and ends where a read ended. A packet is a prefix of the
    /// input, so that it can be handed over without a copy.
    fn decode(&mut self, input: &[u8]) -> Result<Decoded, Violation>;

    /// True: whatever is read is a packet as it is, and `decode` need not be asked. May change over a connection's life (a
    /// protocol upgrade), but only where a packet ends.
    fn wants_raw(&self) -> bool {
        false
    }
}

/// What a codec found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoded {
    /// The first `length` bytes of the input are a packet; at least 1, at most all.
    Packet { length: usize },
    /// There is no whole packet yet, and none can be there before the input has `wanted` bytes: asking earlier is a waste.
    Incomplete { wanted: usize },
}

impl Decoded {
    /// Nothing is known but that it needs more than the `had` bytes that are there.
    pub fn more(had: usize) -> Decoded {
        Decoded::Incomplete { wanted: had + 1 }
    }

    /// A packet of that length, once so many bytes are there.
    pub fn whole(length: usize, had: usize) -> Decoded {
        if had >= length { Decoded::Packet { length } } else { Decoded::Incomplete { wanted: length } }
    }
}

/// What a peer did that its protocol forbids. Only ever produced from input, so it is an error value, never a panic.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Violation {
    /// A packet that is (or announces to be) longer than allowed.
    TooLong { limit: usize, length: u64 },
    /// After so many bytes there is still no telling how long the packet is.
    NoLength { seen: usize },
    /// Anything else that can not be parsed; says what was found.
    Malformed(&'static str),
    /// As `Malformed`, in the words of whoever parses it.
    Broken(String),
    /// As its protocol says it: `reply` is the last that the peer gets.
    Refused { reply: Bytes, why: &'static str },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Violation::TooLong { limit, length } => {
                write!(f, "the received packet length {length} is too large: package_max_length is {limit}")
            }
            Violation::NoLength { seen } => write!(f, "bad request, no length found in {seen} bytes"),
            Violation::Refused { why, .. } => write!(f, "request refused: {why}"),
            Violation::Broken(what) => write!(f, "received malformed data: {what}"),
            Violation::Malformed(what) => write!(f, "received malformed data: {what}"),
        }
    }
}

impl std::error::Error for Violation {}

#[cfg(test)]
mod tests;
