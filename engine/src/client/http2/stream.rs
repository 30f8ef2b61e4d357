//! One request and its answer, which is read as a whole or in pieces. Must not know other streams.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use bytes::Bytes;
use h2::client::ResponseFuture;
use h2::{Reason, RecvStream, SendStream};
use http::HeaderMap;

use super::session::Ready;
use crate::protocol::http1::Decoding;

/// Names in lower case and values, in their order.
pub type Fields = Vec<(Vec<u8>, Vec<u8>)>;

/// An answer, or a piece of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub stream: u32,
    /// In the first piece.
    pub status: Option<u16>,
    /// In the first piece, and those behind the body in the last.
    pub fields: Option<Fields>,
    /// With its content coding (gzip) taken off.
    pub data: Vec<u8>,
    /// Further pieces follow.
    pub more: bool,
    /// It did not come to its end.
    pub trouble: Option<Trouble>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The stream was reset with this code.
    Reset(u32),
    /// The body is not what its `Content-Encoding` says.
    Corrupt,
    /// The body has more bytes than this.
    TooLong(usize),
}

/// The stream takes no data (any more).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone;

/// How far an answer came.
pub(super) enum Reading {
    Nothing,
    Piece(Answer),
    Last(Answer),
    /// The connection ended before it.
    Lost,
}

pub(super) struct Stream {
    number: u32,
    phase: Phase,
    send: SendStream<Bytes>,
    takes_data: bool,
    /// Somebody is writing to it.
    pub claimed: bool,
    /// Its answer is given in pieces, whoever asks.
    pieces: bool,
    status: Option<u16>,
    fields: Option<Fields>,
    body: Vec<u8>,
    decoding: Option<Decoding>,
    /// Something of the coded body came.
    coded: bool,
    waker: Waker,
}

enum Phase {
    Head(ResponseFuture),
    Body(RecvStream),
}

impl Stream {
    pub(super) fn new(
        number: u32,
        response: ResponseFuture,
        send: SendStream<Bytes>,
        takes_data: bool,
        pieces: bool,
        ready: &Arc<Ready>,
    ) -> Stream {
        Stream {
            number,
            phase: Phase::Head(response),
            send,
            takes_data,
            claimed: false,
            pieces,
            status: None,
            fields: None,
            body: Vec::new(),
            decoding: None,
            coded: false,
            waker: Waker::from(Arc::new(Bell { number, ready: Arc::clone(ready) })),
        }
    }

    pub(super) fn takes_data(&self) -> bool {
        self.takes_data
    }

    pub(super) fn room(&mut self, wanted: usize, cx: &mut Context<'_>) -> Result<usize, Gone> {
        self.send.reserve_capacity(wanted);
        loop {
            if self.send.capacity() > 0 {
                return Ok(self.send.capacity().min(wanted));
            }
            match self.send.poll_capacity(cx) {
                Poll::Pending => return Ok(0),
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(_)) | None) => return Err(Gone),
            }
        }
    }

    pub(super) fn data(&mut self, piece: Bytes, last: bool) -> Result<(), Gone> {
        self.takes_data &= !last;
        self.send.send_data(piece, last).map_err(|_| Gone)
    }

    pub(super) fn cancel(&mut self) {
        self.send.send_reset(Reason::CANCEL);
    }

    /// `over`: the connection has ended.
    pub(super) fn read(&mut self, pieces: bool, most: usize, over: bool) -> Reading {
        let waker = self.waker.clone();
        let cx = &mut Context::from_waker(&waker);
        loop {
            match &mut self.phase {
                Phase::Head(response) => match Pin::new(response).poll(cx) {
                    Poll::Pending => return Reading::Nothing,
                    Poll::Ready(Ok(response)) => self.begin(response),
                    Poll::Ready(Err(error)) => return self.failed(&error, over),
                },
                Phase::Body(body) => match body.poll_data(cx) {
                    Poll::Pending => return Reading::Nothing,
                    Poll::Ready(Some(Ok(data))) => {
                        // A stream that is over has no window.
                        let _ = body.flow_control().release_capacity(data.len());
                        let ends = body.is_end_stream();
                        if let Err(trouble) = self.append(&data, most) {
                            return self.given_up(trouble);
                        }
                        if (pieces || self.pieces) && !ends && !self.body.is_empty() {
                            return Reading::Piece(self.answer(true, None));
                        }
                    }
                    Poll::Ready(Some(Err(error))) => return self.failed(&error, over),
                    Poll::Ready(None) => match body.poll_trailers(cx) {
                        Poll::Pending => return Reading::Nothing,
                        Poll::Ready(Ok(trailers)) => return self.finish(trailers),
                        Poll::Ready(Err(error)) => return self.failed(&error, over),
                    },
                },
            }
        }
    }

    fn begin(&mut self, response: http::Response<RecvStream>) {
        let (head, body) = response.into_parts();
        self.status = Some(head.status.as_u16());
        let coding = head.headers.get("content-encoding").map(|value| value.as_bytes());
        self.decoding = coding.filter(|name| name.eq_ignore_ascii_case(b"gzip")).and_then(Decoding::of);
        self.fields = Some(fields(&head.headers));
        self.phase = Phase::Body(body);
    }

    fn append(&mut self, mut data: &[u8], most: usize) -> Result<(), Trouble> {
        self.coded |= !data.is_empty();
        let put = |body: &mut Vec<u8>, plain: &[u8]| {
            if body.len() + plain.len() > most {
                return Err(Trouble::TooLong(most));
            }
            body.extend_from_slice(plain);
            Ok(())
        };
        let Some(decoding) = &mut self.decoding else { return put(&mut self.body, data) };
        loop {
            let plain = decoding.step(&mut data).map_err(|_| Trouble::Corrupt)?;
            if plain.is_empty() {
                return Ok(());
            }
            put(&mut self.body, plain)?;
        }
    }

    fn finish(&mut self, trailers: Option<HeaderMap>) -> Reading {
        if self.coded && self.decoding.as_ref().is_some_and(|decoding| decoding.ended().is_err()) {
            return self.given_up(Trouble::Corrupt);
        }
        if let Some(trailers) = trailers {
            self.fields.get_or_insert_default().extend(fields(&trailers));
        }
        Reading::Last(self.answer(false, None))
    }

    /// The server is told that nobody wants the rest.
    fn given_up(&mut self, trouble: Trouble) -> Reading {
        self.cancel();
        Reading::Last(self.answer(false, Some(trouble)))
    }

    fn failed(&mut self, error: &h2::Error, over: bool) -> Reading {
        if over {
            return Reading::Lost;
        }
        // Where the server said goodbye, it did not look at this one: it may be asked elsewhere.
        let reason = if error.is_reset() { error.reason() } else { None };
        let trouble = Trouble::Reset(reason.unwrap_or(Reason::REFUSED_STREAM).into());
        Reading::Last(self.answer(false, Some(trouble)))
    }

    fn answer(&mut self, more: bool, trouble: Option<Trouble>) -> Answer {
        Answer {
            stream: self.number,
            status: self.status.take(),
            fields: self.fields.take(),
            data: std::mem::take(&mut self.body),
            more,
            trouble,
        }
    }
}

fn fields(headers: &HeaderMap) -> Fields {
    headers.iter().map(|(name, value)| (name.as_str().as_bytes().to_vec(), value.as_bytes().to_vec())).collect()
}

/// Says that the answer of a stream has gone on.
struct Bell {
    number: u32,
    ready: Arc<Ready>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.ready.push(self.number);
    }
}
