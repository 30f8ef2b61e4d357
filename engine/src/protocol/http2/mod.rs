//! What of HTTP/2 (RFC 9113) is decided without its connection: limits, what a request and an answer look like on their way between
//! reactor and worker, what a peer may not do too often. The frames themselves are the `h2` crate's, in `reactor::http2`. No socket, clock
//! or log.
//!
//! | file | owns |
//! |---|---|
//! | `answer` | the form in which a part of an answer goes from a worker to the reactor |
//! | `meter` | counts the frames of a peer that cost more than they bring |
//! | `notices` | what a server says of its connection as a whole |
//! | `request` | the form in which a request goes to a worker; what is malformed beyond what frames tell |
//! | `upgrade` | a request of HTTP/1.1 that asks for HTTP/2 |

use super::http1::Storing;

mod answer;
mod meter;
mod notices;
mod request;
mod upgrade;

pub use answer::{Answer, Ending, fields, push_field};
pub use meter::{Finding, Meter};
pub use notices::{GoAway, Notices, Settings};
pub use request::{Assembled, Flaw, assemble};
pub use upgrade::{Splice, SwitchOver, switch_over};

/// What one connection may take.
#[derive(Debug, Clone)]
pub struct Limits {
    /// `http2_max_concurrent_streams`
    pub streams: u32,
    /// `http2_init_window_size`: bytes of a body that a client may send ahead.
    pub window: u32,
    /// `http2_max_frame_size`
    pub frame: u32,
    /// `http2_max_header_list_size`, at most `MAX_HEADER_LIST`.
    pub header_list: u32,
    /// `http2_header_table_size`
    pub header_table: u32,
    /// Bytes of a body (`package_max_length`).
    pub body: usize,
    /// A request needs an authority (`http_require_host`).
    pub require_host: bool,
    /// None: bodies are held, whatever their size.
    pub storing: Option<Storing>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            streams: 128,
            window: 65_535,
            frame: 16_384,
            header_list: MAX_HEADER_LIST,
            header_table: 4_096,
            body: 2 << 20,
            require_host: true,
            storing: None,
        }
    }
}

/// What a client says first (RFC 9113, section 3.4).
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The head of a request is indexed with 16 bits.
pub const MAX_HEADER_LIST: u32 = 62 << 10;

/// Bytes of the head of every frame.
pub const FRAME_HEAD: usize = 9;

/// Whole frames that have no place in the `h2` crate's hands.
pub mod frame {
    /// PING, which the peer has to answer.
    pub fn ping(payload: [u8; 8]) -> [u8; 17] {
        let mut frame = [0, 0, 8, PING, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        frame[super::FRAME_HEAD..].copy_from_slice(&payload);
        frame
    }

    /// GOAWAY: what was begun after `last` is not answered.
    pub fn goaway(last: u32, code: u32, debug: &[u8]) -> Vec<u8> {
        let debug = &debug[..debug.len().min(MAX_DEBUG)];
        let len = (8 + debug.len()) as u32;
        let mut frame = len.to_be_bytes()[1..].to_vec();
        frame.extend_from_slice(&[GOAWAY, 0, 0, 0, 0, 0]);
        frame.extend_from_slice(&last.to_be_bytes());
        frame.extend_from_slice(&code.to_be_bytes());
        frame.extend_from_slice(debug);
        frame
    }

    pub(super) const DATA: u8 = 0;
    pub(super) const HEADERS: u8 = 1;
    pub(super) const RST_STREAM: u8 = 3;
    pub(super) const SETTINGS: u8 = 4;
    pub(super) const PING: u8 = 6;
    pub(super) const GOAWAY: u8 = 7;
    pub(super) const WINDOW_UPDATE: u8 = 8;
    pub(super) const CONTINUATION: u8 = 9;
    /// A peer takes frames of 16 KiB without having said so.
    const MAX_DEBUG: usize = 8 << 10;
}

#[cfg(test)]
mod tests;
