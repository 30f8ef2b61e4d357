//! Requests on their way in: fields that came, bodies that are to come. Must not deliver.

use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use h2::RecvStream;
use http::Request;

use crate::ids::StreamId;
use crate::protocol::http2::{Assembled, Flaw, Limits, assemble};

/// A request that is whole.
#[derive(Debug)]
pub(super) struct Whole {
    pub stream: StreamId,
    pub index: Vec<u8>,
    pub message: Bytes,
}

/// A request whose body is not complete.
#[derive(Debug)]
pub(super) struct Receiving {
    pub stream: StreamId,
    index: Vec<u8>,
    message: BytesMut,
    head: usize,
    body: RecvStream,
    /// Only its trailers are left.
    read: bool,
    /// When something of it came last; microseconds.
    pub since: u64,
}

/// What became of reading a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Whole,
    TooLong,
    /// The client gave it up.
    Gone,
}

impl Receiving {
    /// Err: it goes to nobody. `length` says what the client announces.
    pub(super) fn begin(
        stream: StreamId,
        request: Request<RecvStream>,
        limits: &Limits,
        now: u64,
    ) -> Result<Receiving, Flaw> {
        let (parts, body) = request.into_parts();
        let headers: Vec<_> =
            parts.headers.iter().map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes())).collect();
        let Assembled { index, message, length } = assemble(
            parts.method.as_str().as_bytes(),
            parts.uri.path_and_query().map(|path| path.as_str().as_bytes()),
            parts.uri.authority().map(|authority| authority.as_str().as_bytes()),
            limits.require_host,
            &headers,
        )?;
        if length.is_some_and(|length| length > limits.body as u64) {
            return Err(Flaw::Status(413));
        }
        let head = message.len();
        Ok(Receiving { stream, index, message, head, body, read: false, since: now })
    }

    /// There is no body, or it is complete.
    pub(super) fn is_whole(&self) -> bool {
        self.body.is_end_stream()
    }

    pub(super) fn into_whole(self) -> Whole {
        Whole { stream: self.stream, index: self.index, message: self.message.freeze() }
    }

    /// Bytes of the body that are here.
    pub(super) fn held(&self) -> usize {
        self.message.len() - self.head
    }

    /// Reads what is there. What is read is given back to the client's window at once.
    pub(super) fn poll(&mut self, limits: &Limits, now: u64, cx: &mut Context<'_>) -> Poll<Progress> {
        while !self.read {
            match ready!(self.body.poll_data(cx)) {
                Some(Ok(data)) => {
                    if self.held() + data.len() > limits.body {
                        return Poll::Ready(Progress::TooLong);
                    }
                    self.message.extend_from_slice(&data);
                    self.since = now;
                    // A stream that is over has no window.
                    let _ = self.body.flow_control().release_capacity(data.len());
                }
                Some(Err(_)) => return Poll::Ready(Progress::Gone),
                None => self.read = true,
            }
        }
        match ready!(self.body.poll_trailers(cx)) {
            Ok(_) => Poll::Ready(Progress::Whole),
            Err(_) => Poll::Ready(Progress::Gone),
        }
    }
}
