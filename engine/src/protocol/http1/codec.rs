//! One HTTP/1 connection as the server reads it: heads, bodies, the order of requests and answers. One request is out at a time; the next is
//! not looked at before the answer to the former is complete. Must not know sockets, clocks or workers.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use super::chunked::{Chunked, Problem};
use super::head::{self, Body, Head, Strictness};
use super::message::RequestView;
use super::response::{CONTINUE, refusal};
use super::upload::{Stored, Storing, Upload};
use crate::protocol::{After, Dialogue, Question, QuestionKind, Takeover, Violation};
use crate::protocol::{http2, websocket};

/// What one request may take.
#[derive(Clone)]
pub struct Limits {
    /// Bytes of a body (`package_max_length`).
    pub body: usize,
    /// Bytes of a head, below 64 KiB.
    pub head: usize,
    pub strict: Strictness,
    /// WebSocket may follow on a handshake.
    pub websocket: Option<websocket::Rules>,
    /// HTTP/2 may take over, from the first byte or when a request asks for it.
    pub http2: bool,
    /// None: bodies are held, whatever their size.
    pub storing: Option<Storing>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body: 2 << 20,
            head: MAX_HEAD,
            strict: Strictness { host: true },
            websocket: None,
            http2: false,
            storing: None,
        }
    }
}

pub struct Http1 {
    limits: Arc<Limits>,
    state: State,
    /// Of the head that is being read: how much of the input was looked at, and where its current line starts.
    scanned: usize,
    line: usize,
    reply: Option<Bytes>,
    keep_alive: bool,
    /// Files of the question that is out, until the application has it.
    files: Vec<Box<dyn Stored>>,
    successor: Option<Box<dyn Dialogue>>,
    takeover: Option<Takeover>,
    /// Neither a request nor an empty line before it has come yet.
    fresh: bool,
}

enum State {
    Head,
    Length(Box<Head>, usize),
    Chunked(Box<Head>, Chunked, BytesMut),
    /// The body goes to files.
    Storing(Box<Arriving>),
    /// The answer is not complete.
    Answering,
}

struct Arriving {
    head: Head,
    upload: Upload,
    /// The head, and what of the body is held.
    message: BytesMut,
    rest: Rest,
}

/// How the end of a body is found.
enum Rest {
    Length(usize),
    /// With what came of it before.
    Chunked(Chunked, usize),
}

impl Http1 {
    pub fn new(limits: Arc<Limits>) -> Http1 {
        Http1 {
            limits,
            state: State::Head,
            scanned: 0,
            line: 0,
            reply: None,
            keep_alive: false,
            files: Vec::new(),
            successor: None,
            takeover: None,
            fresh: true,
        }
    }

    /// The length of the head, once its empty line is there.
    fn find_head(&mut self, input: &mut BytesMut) -> Result<Option<usize>, Violation> {
        if self.scanned == 0 {
            // A client may send an empty line after a body (RFC 9112, section 2.2); few are enough.
            while input.starts_with(b"\r\n") {
                bytes::Buf::advance(input, 2);
                self.fresh = false;
            }
            match input.first() {
                None => return Ok(None),
                Some(b'\r') if input.len() == 1 => return Ok(None),
                // TLS, binary garbage: nothing that would ever become a request.
                Some(byte) if !byte.is_ascii_alphabetic() => {
                    return Err(refused((400, "the input does not begin with a method")));
                }
                Some(_) => {}
            }
        }
        while let Some(found) = memchr::memchr(b'\n', &input[self.scanned..]) {
            let at = self.scanned + found;
            if at == 0 || input[at - 1] != b'\r' {
                return Err(refused((400, "a line of the head ends without CR")));
            }
            let is_empty = at == self.line + 1;
            self.scanned = at + 1;
            self.line = at + 1;
            if is_empty {
                let len = self.scanned;
                (self.scanned, self.line) = (0, 0);
                return if len > self.limits.head { Err(self.head_too_long(input)) } else { Ok(Some(len)) };
            }
        }
        self.scanned = input.len();
        if input.len() > self.limits.head { Err(self.head_too_long(input)) } else { Ok(None) }
    }

    fn head_too_long(&self, input: &[u8]) -> Violation {
        let first = memchr::memchr(b'\n', input).unwrap_or(input.len());
        if first >= self.limits.head {
            refused((414, "the request line is too long"))
        } else {
            refused((431, "the head is too long"))
        }
    }

    fn begin(&mut self, head: Head, input: &mut BytesMut) -> Result<(), Violation> {
        self.keep_alive = head.keep_alive;
        match head.body {
            Body::None => {}
            Body::Length(length) => {
                if length > self.limits.body {
                    return Err(Violation::Refused {
                        reply: refusal(413),
                        why: "the body is longer than package_max_length",
                    });
                }
                let total = head.len + length;
                if head.expects_continue && input.len() < total {
                    self.reply = Some(Bytes::from_static(CONTINUE));
                }
                if let Some(upload) = self.upload(&head, &input[..head.len], Some(length)) {
                    return self.store(head, upload, input, Rest::Length(length));
                }
                input.reserve(total.saturating_sub(input.len()));
                self.state = State::Length(Box::new(head), length);
            }
            Body::Chunked => {
                if head.expects_continue && input.len() == head.len {
                    self.reply = Some(Bytes::from_static(CONTINUE));
                }
                if let Some(upload) = self.upload(&head, &input[..head.len], None) {
                    return self.store(head, upload, input, Rest::Chunked(Chunked::default(), 0));
                }
                let message = input.split_to(head.len);
                self.state = State::Chunked(Box::new(head), Chunked::default(), message);
            }
        }
        Ok(())
    }

    /// A client that knows beforehand what is spoken here says so first (RFC 9113, section 3.3). True: that is, or may become, the case.
    fn is_preface(&mut self, input: &[u8]) -> bool {
        let known = input.len().min(http2::PREFACE.len());
        if !self.fresh || !self.limits.http2 || input[..known] != http2::PREFACE[..known] {
            return false;
        }
        if known == http2::PREFACE.len() {
            self.takeover = Some(Takeover::Http2 { first: Bytes::new() });
        }
        true
    }

    fn store(&mut self, head: Head, upload: Upload, input: &mut BytesMut, rest: Rest) -> Result<(), Violation> {
        let message = input.split_to(head.len);
        self.state = State::Storing(Box::new(Arriving { head, upload, message, rest }));
        Ok(())
    }

    /// Where the body goes when it is not to be held. `length`: None if it is not known.
    fn upload(&self, head: &Head, bytes: &[u8], length: Option<usize>) -> Option<Upload> {
        Upload::of(self.limits.storing.as_ref()?, RequestView::new(&head.index, bytes), length)
    }

    fn go_on_storing(
        &mut self,
        mut arriving: Box<Arriving>,
        input: &mut BytesMut,
    ) -> Result<Option<Question>, Violation> {
        let Arriving { head, upload, message, rest } = &mut *arriving;
        let done = match rest {
            Rest::Length(left) => {
                let now = input.split_to(input.len().min(*left));
                upload.take(&now, message, head.len).map_err(refused)?;
                *left -= now.len();
                *left == 0
            }
            Rest::Chunked(chunked, before) => {
                let mut data = BytesMut::new();
                let done = chunked.take(input, &mut data, *before, self.limits.body).map_err(problem)?;
                upload.take(&data, message, head.len).map_err(refused)?;
                *before += data.len();
                done
            }
        };
        if !done {
            self.state = State::Storing(arriving);
            return Ok(None);
        }
        let Arriving { mut head, upload, message, .. } = *arriving;
        self.files = upload.finish(&mut head.index).map_err(refused)?;
        Ok(self.deliver(head, message.freeze()))
    }

    /// `None`: the connection goes on in HTTP/2.
    fn deliver(&mut self, head: Head, message: Bytes) -> Option<Question> {
        if std::mem::take(&mut self.fresh) && self.limits.http2 {
            if let Some(switch) = http2::switch_over(RequestView::new(&head.index, &message)) {
                self.reply = Some(switch.reply);
                self.takeover = Some(Takeover::Http2 { first: switch.first });
                return None;
            }
        }
        self.state = State::Answering;
        Some(Question { kind: QuestionKind::Request(Bytes::from(head.index)), payload: message })
    }
}

impl Dialogue for Http1 {
    fn decode(&mut self, input: &mut BytesMut) -> Result<Option<Question>, Violation> {
        if let State::Head = self.state {
            if self.is_preface(input) {
                return Ok(None);
            }
            let Some(len) = self.find_head(input)? else { return Ok(None) };
            let head = head::parse(&input[..len], self.limits.strict).map_err(refused)?;
            if head.body == Body::None {
                self.keep_alive = head.keep_alive;
                let message = input.split_to(len).freeze();
                return Ok(self.deliver(head, message));
            }
            self.begin(head, input)?;
        }
        match std::mem::replace(&mut self.state, State::Answering) {
            State::Length(head, length) => {
                let total = head.len + length;
                if input.len() < total {
                    self.state = State::Length(head, length);
                    return Ok(None);
                }
                let message = input.split_to(total).freeze();
                Ok(self.deliver(*head, message))
            }
            State::Chunked(head, mut chunked, mut message) => {
                let before = message.len() - head.len;
                let done = chunked.take(input, &mut message, before, self.limits.body).map_err(problem)?;
                if done {
                    return Ok(self.deliver(*head, message.freeze()));
                }
                self.state = State::Chunked(head, chunked, message);
                Ok(None)
            }
            State::Storing(arriving) => self.go_on_storing(arriving, input),
            state => {
                self.state = state;
                Ok(None)
            }
        }
    }

    fn take_reply(&mut self) -> Option<Bytes> {
        self.reply.take()
    }

    fn awaits_answer(&self) -> bool {
        matches!(self.state, State::Answering)
    }

    fn delivered(&mut self) {
        self.files.drain(..).for_each(|mut file| file.hand_over());
    }

    fn is_last(&self) -> bool {
        !self.keep_alive
    }

    fn answered(&mut self, after: After) -> After {
        self.state = State::Head;
        // Of a question that nobody took.
        self.files.clear();
        match after {
            After::Next if !self.keep_alive => After::Close,
            After::Switch(agreed) => match self.limits.websocket {
                Some(rules) => {
                    self.successor = Some(Box::new(websocket::ServerSide::new(rules, agreed & DEFLATE != 0)));
                    after
                }
                None => After::Close,
            },
            after => after,
        }
    }

    fn successor(&mut self) -> Option<Box<dyn Dialogue>> {
        self.successor.take()
    }

    fn takeover(&mut self) -> Option<Takeover> {
        self.takeover.take()
    }

    fn is_amid(&self, input: &BytesMut) -> bool {
        match self.state {
            State::Head => !input.is_empty(),
            State::Answering => false,
            State::Length(..) | State::Chunked(..) | State::Storing(_) => true,
        }
    }
}

fn problem(problem: Problem) -> Violation {
    refused(match problem {
        Problem::Malformed(why) => (400, why),
        Problem::TooLong(_) => (413, "the body is longer than package_max_length"),
        Problem::TrailersTooLong => (431, "the trailers are too long"),
    })
}

fn refused((status, why): (u16, &'static str)) -> Violation {
    Violation::Refused { reply: refusal(status), why }
}

/// The bit of `After::Switch` that says that permessage-deflate was agreed on.
pub const DEFLATE: u8 = 1;
const MAX_HEAD: usize = 65_535;
