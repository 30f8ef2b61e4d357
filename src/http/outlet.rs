//! Where an answer goes: to a session of a server, through its reactor, or straight to a socket. Must not know how an answer looks.

use std::future::poll_fn;
use std::rc::Rc;

use rswoole_engine::ids::{SessionId, StreamId};
use rswoole_engine::protocol::http2::Answer;
use rswoole_engine::worker::{After, Control, Gateway, OutgoingFile, SendError};

use super::connection::Connection;
use crate::coroutine;
use crate::zend::Outcome;

pub trait Outlet {
    /// A part of the answer; with `after` its last.
    fn respond(&self, parts: [&[u8]; 2], after: Option<After>) -> Result<(), SendError>;

    /// A part of a file, between the answer's head and its end.
    fn send_file(&self, file: OutgoingFile) -> Result<(), SendError>;

    /// After `BufferFull`: waits until it is worth another attempt. False: it never will be.
    fn wait_for_room(&self) -> Outcome<bool>;

    fn close(&self) -> Result<(), SendError>;

    /// Nobody will end the answer any more: these are the bytes that end it. Must not wait.
    fn abandoned(&self, last_words: &[u8], after: After);

    /// As `respond`, over HTTP/2, which only sessions speak.
    fn answer(&self, _answer: Answer<'_>) -> Result<(), SendError> {
        Err(SendError::NoSession)
    }

    /// For the whole of a connection of HTTP/2.
    fn control(&self, _control: Control<'_>) -> Result<(), SendError> {
        Err(SendError::NoSession)
    }

    /// Somebody else will answer the request: it is not lost when this process dies.
    fn disown(&self) {}

    /// The connection, where it belongs to a coroutine.
    fn connection(&self) -> Option<&Connection> {
        None
    }
}

/// A session of a server with reactors.
pub struct SessionOutlet {
    pub session: SessionId,
    /// HTTP/2: the stream that the answer belongs to.
    pub stream: StreamId,
    pub gateway: Rc<dyn Gateway>,
}

impl SessionOutlet {
    fn is_http_2(&self) -> bool {
        !self.stream.is_none()
    }
}

impl Outlet for SessionOutlet {
    fn respond(&self, parts: [&[u8]; 2], after: Option<After>) -> Result<(), SendError> {
        self.gateway.respond(self.session, parts, after)
    }

    fn send_file(&self, file: OutgoingFile) -> Result<(), SendError> {
        if self.is_http_2() {
            return self.gateway.answer_file(self.session, self.stream, file);
        }
        self.gateway.send_file(self.session, file)
    }

    fn wait_for_room(&self) -> Outcome<bool> {
        let (gateway, id, stream) = (&self.gateway, self.session, self.stream);
        if coroutine::in_coroutine() {
            let room = coroutine::await_in_coroutine(poll_fn(|cx| match self.is_http_2() {
                true => gateway.poll_answerable(id, stream, cx),
                false => gateway.poll_sendable(id, cx),
            }));
            return room.map(|()| true).or_else(|cancelled| cancelled.reply(false));
        }
        Ok(match self.is_http_2() {
            true => gateway.wait_answerable(id, stream, None),
            false => gateway.wait_sendable(id, None),
        })
    }

    fn close(&self) -> Result<(), SendError> {
        self.gateway.close(self.session, false)
    }

    fn abandoned(&self, last_words: &[u8], after: After) {
        // A client that is gone needs no answer.
        let _ = self.gateway.respond(self.session, [last_words, &[]], Some(after));
    }

    fn answer(&self, answer: Answer<'_>) -> Result<(), SendError> {
        self.gateway.answer(self.session, self.stream, answer)
    }

    fn control(&self, control: Control<'_>) -> Result<(), SendError> {
        self.gateway.control(self.session, control)
    }

    fn disown(&self) {
        self.gateway.disown(self.session, self.stream);
    }
}
