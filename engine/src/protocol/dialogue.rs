//! Protocols of questions and answers: the peer asks, the application answers, and the connection knows which of both is due. Bytes in,
//! questions out; no socket, clock or log.

use bytes::{Bytes, BytesMut};

use super::Violation;
pub use crate::events::After;

/// One connection of such a protocol. It takes what it has understood out of the input, and may keep state between calls.
///
/// The calling order: `decode` until it gives nothing; after each, `take_reply` and `successor`, and `delivered` when a question was taken. After a question with `awaits_answer`
/// nothing but `is_last` is called before `answered`.
pub trait Dialogue {
    /// The first complete question in `input`. `Ok(None)`: it needs more bytes, which will be appended to what it left in `input`.
    /// `Err`: the peer broke the protocol; the connection is closed and nothing is called any more.
    fn decode(&mut self, input: &mut BytesMut) -> Result<Option<Question>, Violation>;

    /// Bytes that the protocol itself answers with (`100 Continue`, a pong).
    fn take_reply(&mut self) -> Option<Bytes> {
        None
    }

    /// The last question's answer must be complete before the next one is looked at.
    fn awaits_answer(&self) -> bool {
        false
    }

    /// The application has the last question: what goes with it is the application's now.
    fn delivered(&mut self) {}

    /// While an answer is awaited: whether the connection ends with it, as the peer asked.
    fn is_last(&self) -> bool {
        false
    }

    /// The application's answer is complete. Gives back what is really to follow: the peer may have asked for the end.
    fn answered(&mut self, after: After) -> After {
        after
    }

    /// Who goes on in place of this one (an upgrade); asked for after each `decode` and `answered`.
    fn successor(&mut self) -> Option<Box<dyn Dialogue>> {
        None
    }

    /// The connection goes on in a protocol of many questions at once, for which this kind of protocol is too narrow; asked for after
    /// each `decode`. What is left of the input belongs to it, and nothing is called here any more.
    fn takeover(&mut self) -> Option<Takeover> {
        None
    }

    /// The protocol has come to its end: the connection is closed once everything is written. Asked after each `decode`.
    fn is_over(&self) -> bool {
        false
    }

    /// Whether a question has begun and is not complete: a peer may not take for ever over it.
    fn is_amid(&self, input: &BytesMut) -> bool;
}

/// Who takes a connection over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takeover {
    /// HTTP/2, with the frames of the request that asked for it (none: the client knew beforehand).
    Http2 { first: Bytes },
}

/// One complete message of the peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub kind: QuestionKind,
    pub payload: Bytes,
}

/// How it is handed to the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionKind {
    /// Receive.
    Data,
    /// Request: the payload with the index of its parts (`http1::RequestView`).
    Request(Bytes),
    /// Message of WebSocket.
    Message { opcode: u8, flags: u8 },
}
