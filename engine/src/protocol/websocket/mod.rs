//! WebSocket (RFC 6455) with permessage-deflate (RFC 7692), for servers and clients alike. Bytes in, frames and messages out: no
//! socket, clock or log. What to answer (pongs, closes) is its owner's decision.
//!
//! | file | owns |
//! |---|---|
//! | `frame` | one frame: header, masking, encoding |
//! | `message` | the order of frames, reassembly, UTF-8, limits |
//! | `close` | close codes and the payload of close frames |
//! | `utf8` | texts proven as they arrive |
//! | `deflate` | negotiation of permessage-deflate, compression, bounded decompression |
//! | `server` | a connection after a server's handshake |
//! | `handshake` | `Sec-WebSocket-Key` and `Sec-WebSocket-Accept` |

mod close;
mod deflate;
mod frame;
mod handshake;
mod message;
mod server;
mod utf8;

use std::fmt;

pub use close::{CloseReason, close_payload, code, may_be_sent, parse_close};
pub use deflate::{
    Deflater, Inflater, Offer, Parameters, accept_offer, accept_offer_without_takeover, agreed_parameters,
};
pub use frame::{Header, Opcode, RSV1, RSV2, RSV3, encode, mask};
pub use handshake::{accept_of, is_key, key};
pub use message::{Frame, Frames, Limits, Message, Messages};
pub use server::{Rules, ServerSide, flag};

/// Which end we are: a server takes only masked frames, a client only unmasked ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Server,
    Client,
}

/// What a peer did that the RFC forbids or that exceeds a limit. Nothing after it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Violation {
    /// Says what was found.
    Protocol(&'static str),
    /// A text message or a close reason is not UTF-8.
    NotUtf8,
    /// A message is longer than allowed, or would be once decompressed.
    TooLong { limit: usize, length: u64 },
    /// A compressed message can not be decompressed.
    BadCompression,
}

impl Violation {
    /// The status that the close frame should tell the peer.
    pub fn close_code(&self) -> u16 {
        match self {
            Violation::Protocol(_) => code::PROTOCOL_ERROR,
            Violation::NotUtf8 | Violation::BadCompression => code::INVALID_DATA,
            Violation::TooLong { .. } => code::TOO_BIG,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Violation::Protocol(what) => write!(f, "websocket protocol error: {what}"),
            Violation::NotUtf8 => f.write_str("websocket text that is not UTF-8"),
            Violation::TooLong { limit, length } => {
                write!(f, "websocket message of {length} bytes is longer than the limit of {limit}")
            }
            Violation::BadCompression => f.write_str("websocket message that can not be decompressed"),
        }
    }
}

impl std::error::Error for Violation {}

#[cfg(test)]
mod tests;
