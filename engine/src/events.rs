//! What reactors and workers say to each other about sessions, whatever carries it. Must not know either of them.

use crate::ids::{PortIndex, ReactorId, SessionId, StreamId};
pub use crate::sys::datagram::Peer as PacketPeer;

/// Where an event comes from.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    pub session: SessionId,
    pub reactor: ReactorId,
    pub port: PortIndex,
    /// Seconds since the Unix epoch at which the reactor took it from the socket.
    pub time: f64,
}

/// What happened on a session, in the order in which the peer caused it.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// With the certificate (PEM) that a TLS client showed; empty: none.
    Connect(&'a [u8]),
    Receive(&'a [u8]),
    /// A request of HTTP: its bytes, and the index of its parts (`protocol::http1::RequestView` reads both).
    Request {
        stream: StreamId,
        index: &'a [u8],
        raw: &'a [u8],
    },
    /// A message of WebSocket, whole and unmasked. `flags`: `protocol::websocket::flag`.
    Message {
        opcode: u8,
        flags: u8,
        data: &'a [u8],
    },
    Close,
    BufferFull,
    BufferEmpty,
}

/// A datagram, which belongs to no session.
#[derive(Clone, PartialEq, Debug)]
pub struct Packet<'a> {
    pub reactor: ReactorId,
    pub port: PortIndex,
    /// As [`Source::time`].
    pub time: f64,
    pub peer: PacketPeer,
    pub data: &'a [u8],
}

/// What follows an answer that is complete.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum After {
    /// The next request of the connection.
    Next,
    /// The end of the connection, once the answer is written.
    Close,
    /// Another protocol, which the codec and the application agreed on by this number.
    Switch(u8),
}

impl After {
    pub fn code(self) -> u8 {
        match self {
            After::Next => 0,
            After::Close => 1,
            After::Switch(to) => to.saturating_add(2),
        }
    }

    pub fn from_code(code: u8) -> After {
        match code {
            0 => After::Next,
            1 => After::Close,
            to => After::Switch(to - 2),
        }
    }
}

/// What an application says to an HTTP/2 connection as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Control<'a> {
    Ping([u8; 8]),
    /// No further requests are answered; the connection ends after those that are under way.
    GoAway {
        code: u32,
        debug: &'a [u8],
    },
}

impl<'a> Control<'a> {
    pub fn to_bytes(self) -> Vec<u8> {
        match self {
            Control::Ping(payload) => [&[0][..], &payload].concat(),
            Control::GoAway { code, debug } => [&[1][..], &code.to_ne_bytes(), debug].concat(),
        }
    }

    pub fn parse(bytes: &'a [u8]) -> Option<Control<'a>> {
        match bytes.split_first()? {
            (0, payload) => payload.try_into().ok().map(Control::Ping),
            (_, rest) => {
                let (code, debug) = rest.split_first_chunk()?;
                Some(Control::GoAway { code: u32::from_ne_bytes(*code), debug })
            }
        }
    }
}

/// Why something could not be done to a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SendError {
    /// No such session (any more).
    NoSession,
    /// It is being closed.
    Closing,
    BufferFull,
    /// It speaks HTTP/2: what is sent belongs to a stream.
    Framed,
}
