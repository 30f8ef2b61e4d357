//! Bytes in, packets out. No socket, clock or log.
//!
//! Every connection has a [`Codec`]. The reactor appends what it read to the connection's input buffer and asks for packets
//! until the codec wants more bytes; a codec never waits and never looks at anything but its input.

mod raw;

use std::fmt;

use bytes::{Bytes, BytesMut};

pub use raw::Raw;

/// Splits the byte stream of one connection into packets.
///
/// A codec belongs to one connection for as long as that lives and may keep state between calls.
pub trait Codec {
    /// Takes the first complete packet out of `input`. `Ok(None)`: it needs more bytes, which will be appended to what it
    /// left in `input`. `Err`: the peer broke the protocol; the connection is closed and `decode` is not called again.
    fn decode(&mut self, input: &mut BytesMut) -> Result<Option<Packet>, Violation>;

    /// True: whatever is read is a packet as it is. The reactor then skips `decode` and hands its read buffer over
    /// without a copy. May change over a connection's life (a protocol upgrade), but only when `input` is empty.
    fn wants_raw(&self) -> bool {
        false
    }
}

/// One complete packet, as the application shall see it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Packet {
    pub payload: Bytes,
}

impl Packet {
    pub fn new(payload: Bytes) -> Self {
        Packet { payload }
    }
}

/// What a peer did that its protocol forbids. Only ever produced from input, so it is an error value, never a panic.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Violation {
    /// A packet that is (or announces to be) longer than allowed.
    TooLong { limit: usize, length: usize },
    /// Anything else that can not be parsed; says what was expected.
    Malformed(&'static str),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Violation::TooLong { limit, length } => {
                write!(f, "packet of {length} bytes exceeds package_max_length ({limit})")
            }
            Violation::Malformed(what) => write!(f, "malformed packet: {what}"),
        }
    }
}

impl std::error::Error for Violation {}
