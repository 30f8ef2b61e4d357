//! Requests on their way in: fields that came, bodies that are to come. Must not deliver.

use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use h2::RecvStream;
use http::Request;

use crate::ids::StreamId;
use crate::protocol::http1::{LARGE_BODY, RequestView, Stored, Upload};
use crate::protocol::http2::{Assembled, Flaw, Limits, assemble};

/// A request that is whole.
pub(super) struct Whole {
    pub stream: StreamId,
    pub index: Vec<u8>,
    pub message: Bytes,
    /// Where parts of its body lie, until the application has it.
    files: Vec<Box<dyn Stored>>,
}

impl Whole {
    /// The application has it, and deletes the files.
    pub(super) fn delivered(&mut self) {
        self.files.drain(..).for_each(|mut file| file.hand_over());
    }
}

/// A request whose body is not complete.
pub(super) struct Receiving {
    pub stream: StreamId,
    index: Vec<u8>,
    /// The head, and what of the body is held.
    message: BytesMut,
    head: usize,
    /// Bytes of the body that came.
    came: usize,
    /// Where they go when they are not held.
    upload: Option<Upload>,
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
    /// It is answered with this status.
    Refused(u16),
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
        let upload = match &limits.storing {
            Some(storing) if !body.is_end_stream() => {
                let length = length.and_then(|length| usize::try_from(length).ok());
                Upload::of(storing, RequestView::new(&index, &message), length)
            }
            _ => None,
        };
        Ok(Receiving { stream, index, message, head, came: 0, upload, body, read: false, since: now })
    }

    /// There is no body, or it is complete.
    pub(super) fn is_whole(&self) -> bool {
        self.body.is_end_stream()
    }

    /// Err: it is answered with this status.
    pub(super) fn into_whole(mut self) -> Result<Whole, u16> {
        let files = match self.upload.take() {
            Some(upload) => upload.finish(&mut self.index).map_err(|(status, _)| status)?,
            None => Vec::new(),
        };
        Ok(Whole { stream: self.stream, index: self.index, message: self.message.freeze(), files })
    }

    /// Bytes of the body that lie in memory.
    pub(super) fn held(&self) -> usize {
        self.message.len() - self.head
    }

    /// Reads what is there. What is read is given back to the client's window at once.
    pub(super) fn poll(&mut self, limits: &Limits, now: u64, cx: &mut Context<'_>) -> Poll<Progress> {
        while !self.read {
            match ready!(self.body.poll_data(cx)) {
                Some(Ok(data)) => {
                    self.came += data.len();
                    if self.came > limits.body {
                        return Poll::Ready(Progress::Refused(413));
                    }
                    if let Err(status) = self.keep(&data, limits) {
                        return Poll::Ready(Progress::Refused(status));
                    }
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

    fn keep(&mut self, data: &[u8], limits: &Limits) -> Result<(), u16> {
        if self.upload.is_none() && limits.storing.is_some() && self.held() + data.len() > LARGE_BODY {
            // Its length was not announced.
            self.put_away(limits)?;
        }
        match &mut self.upload {
            Some(upload) => upload.take(data, &mut self.message, self.head).map_err(|(status, _)| status),
            None => {
                self.message.extend_from_slice(data);
                Ok(())
            }
        }
    }

    /// What is held goes to a file, and so does the rest. Forms that are split hold little.
    pub(super) fn put_away(&mut self, limits: &Limits) -> Result<(), u16> {
        if self.upload.is_some() {
            return Ok(());
        }
        let storing = limits.storing.as_ref().ok_or(503_u16)?;
        let held = self.message.split_off(self.head);
        let upload = self.upload.insert(Upload::whole(storing));
        upload.take(&held, &mut self.message, self.head).map_err(|(status, _)| status)
    }
}
