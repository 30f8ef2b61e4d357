//! How `Swoole\Http\Response` sends: `write`, `end`, `sendfile`, `redirect`. Must not decide what headers mean.

use std::cell::Cell;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;

use rswoole_engine::protocol::http1::{DEFLATE, mime};
use rswoole_engine::worker::{After, OutgoingFile, SendError};

use super::http_response::{COOKIE, HEADER, ResponseData, TRAILER, refuse, usable};
use super::http2_response_send as http2;
use crate::errors::{self, code};
use crate::http::compress;
use crate::http::encode::{self, Framing, Head, Said};
use crate::http::exchange::{Exchange, Stage};
use crate::http::websocket::Agreement;
use crate::zend::{Array, Call, Object, Outcome, Zv};

/// What the application has set, read once.
pub struct Parts {
    pub headers: Option<Array>,
    pub said: Said,
    pub cookies: Option<Array>,
    pub trailers: Option<Array>,
}

impl Parts {
    pub fn of(object: &Object) -> Parts {
        let array = |slot| object.slot(slot).into_array();
        let headers = array(HEADER);
        Parts { said: Said::of(headers.as_ref()), headers, cookies: array(COOKIE), trailers: array(TRAILER) }
    }
}

struct Sending<'a> {
    data: &'a ResponseData,
    exchange: &'a Exchange,
    parts: &'a Parts,
}

impl Sending<'_> {
    fn closes(&self) -> bool {
        self.parts.said.closes
    }

    fn head(&self, framing: Framing, encoding: Option<&'static str>, kind: Option<&'static str>) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEAD);
        self.put_head(framing, encoding, kind, &mut out);
        out
    }

    fn put_head(
        &self,
        framing: Framing,
        encoding: Option<&'static str>,
        kind: Option<&'static str>,
        out: &mut Vec<u8>,
    ) {
        let reason = self.data.reason.borrow();
        let keep_alive = !self.exchange.is_last() && !self.closes() && framing != Framing::Close;
        let head = Head {
            status: self.data.status.get(),
            reason: reason.as_deref(),
            headers: self.parts.headers.as_ref(),
            cookies: self.parts.cookies.as_ref(),
            framing,
            keep_alive,
            said: &self.parts.said,
            encoding,
            default_type: Some(kind.unwrap_or("text/html")),
        };
        head.write(out);
    }

    /// The whole answer at once.
    fn whole(&self, body: &[u8]) -> Result<(), SendError> {
        if self.exchange.is_http_2() {
            return http2::whole(self.data, self.exchange, self.parts, body);
        }
        let status = self.data.status.get();
        let facts = &self.exchange.facts;
        let packed = packed(self.parts, self.exchange, status, body);
        let (body, encoding) = match &packed {
            Some((encoding, packed)) => (&packed[..], Some(*encoding)),
            None => (body, None),
        };
        let framing = framing(self.parts, self.exchange, status, body);
        let silent = facts.is_head || framing == Framing::None;
        // One that runs inside of this one (a Close that the answer brings about) finds an empty buffer and makes its own.
        let mut head = BUFFER.take();
        head.reserve(HEAD);
        self.put_head(framing, encoding, None, &mut head);
        let mut body = if silent { &[] } else { body };
        if body.len() <= TOGETHER {
            // One write to the socket instead of two.
            head.extend_from_slice(body);
            body = &[];
        }
        let after = match status {
            101 if facts.is_handshake => {
                self.exchange.note_established(None);
                After::Switch(0)
            }
            _ => self.exchange.after(self.closes()),
        };
        let finished = self.exchange.finish([&head, body], after);
        if head.capacity() <= HEAD + 2 * TOGETHER {
            head.clear();
            BUFFER.set(head);
        }
        finished
    }

    /// The head of an answer that comes in parts, and how its body is framed.
    fn begin(&self) -> (Vec<u8>, Stage) {
        let (framing, stage) = match self.parts.said.length {
            Some(length) => (Framing::Length(length), Stage::Measured(length)),
            None if self.exchange.facts.http_11 => (Framing::Chunked, Stage::Chunked),
            None => (Framing::Close, Stage::Measured(u64::MAX)),
        };
        (self.head(framing, None, None), stage)
    }
}

/// The body in a coding that pays, and its name.
pub fn packed(parts: &Parts, exchange: &Exchange, status: u16, body: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    let settings = exchange.settings.compression.as_ref()?;
    if parts.said.content_encoding || encode::has_no_body(status) {
        return None;
    }
    let kind = parts.said.content_type.as_ref().and_then(Zv::as_bytes).unwrap_or(b"text/html");
    compress::body(body, exchange.facts.accept_encoding.as_deref(), kind, settings)
}

/// Of an answer that is there as a whole.
pub fn framing(parts: &Parts, exchange: &Exchange, status: u16, body: &[u8]) -> Framing {
    match parts.said.length {
        _ if encode::has_no_body(status) => Framing::None,
        // HEAD: what a GET would have brought.
        Some(length) if exchange.facts.is_head && body.is_empty() => Framing::Length(length),
        _ => Framing::Length(body.len() as u64),
    }
}

fn chunk(data: &[u8]) -> Vec<u8> {
    let mut out = format!("{:x}\r\n", data.len()).into_bytes();
    out.reserve(data.len() + 2);
    out.extend_from_slice(data);
    out.extend_from_slice(b"\r\n");
    out
}

pub fn sent(result: Result<(), SendError>) -> bool {
    match result {
        Ok(()) => true,
        Err(error) => {
            errors::set_last(errors::of_send(error));
            false
        }
    }
}

/// A part that others follow. A coroutine waits for a client that reads slowly.
fn send_part(exchange: &Exchange, parts: [&[u8]; 2]) -> Outcome<bool> {
    loop {
        match exchange.part(parts) {
            Err(SendError::BufferFull) if exchange.outlet().wait_for_room()? => {}
            result => return Ok(sent(result)),
        }
    }
}

pub fn write(call: &mut Call<'_>) -> Outcome<bool> {
    let Some((data, exchange)) = usable(call) else { return Ok(false) };
    let body = call.bytes(0);
    if body.is_empty() {
        errors::set_last(code::NO_PAYLOAD);
        crate::zend::warning("the data sent must not be empty");
        return Ok(false);
    }
    if exchange.is_http_2() {
        return http2::write(data, exchange, &Parts::of(call.this()), body);
    }
    let mut head = Vec::new();
    if exchange.stage.get() == Stage::Fresh {
        let parts = Parts::of(call.this());
        let (bytes, stage) = Sending { data, exchange, parts: &parts }.begin();
        head = bytes;
        exchange.stage.set(stage);
    }
    if exchange.facts.is_head {
        return if head.is_empty() { Ok(true) } else { send_part(exchange, [&head, &[]]) };
    }
    match exchange.stage.get() {
        Stage::Chunked => send_part(exchange, [&head, &chunk(body)]),
        Stage::Measured(left) => {
            if body.len() as u64 > left {
                return refuse("more is written than the header Content-Length says");
            }
            exchange.stage.set(Stage::Measured(if left == u64::MAX { left } else { left - body.len() as u64 }));
            send_part(exchange, [&head, body])
        }
        _ => Ok(false),
    }
}

pub fn end(call: &mut Call<'_>) -> Outcome<bool> {
    let Some((data, exchange)) = usable(call) else { return Ok(false) };
    let body = call.opt_bytes(0).unwrap_or_default();
    let parts = Parts::of(call.this());
    if exchange.is_http_2() {
        return http2::end(data, exchange, &parts, body);
    }
    let sending = Sending { data, exchange, parts: &parts };
    match exchange.stage.get() {
        Stage::Fresh => Ok(sent(sending.whole(body))),
        Stage::Chunked => {
            let mut last = if body.is_empty() || exchange.facts.is_head { Vec::new() } else { chunk(body) };
            if !exchange.facts.is_head {
                last.extend_from_slice(b"0\r\n");
                for (name, value) in parts.trailers.iter().flat_map(Array::iter) {
                    if let (crate::zend::Key::Str(name), Some(value)) = (&name, value.as_bytes()) {
                        encode::line(name, value, &mut last);
                    }
                }
                last.extend_from_slice(b"\r\n");
            }
            Ok(sent(exchange.finish([&last, &[]], exchange.after(sending.closes()))))
        }
        Stage::Measured(left) => {
            let short = left != u64::MAX && body.len() as u64 != left;
            if body.len() as u64 > left {
                return refuse("more is written than the header Content-Length says");
            }
            let closes = sending.closes() || short && !exchange.facts.is_head || left == u64::MAX;
            let body = if exchange.facts.is_head { &[] } else { body };
            Ok(sent(exchange.finish([body, &[]], exchange.after(closes))))
        }
        Stage::Ended | Stage::Detached => Ok(false),
    }
}

/// An answer without a body.
pub fn end_empty(response: &Object, data: &ResponseData) {
    if let Some(exchange) = data.exchange.get() {
        let parts = Parts::of(response);
        // A client that is gone needs no answer.
        let _ = Sending { data, exchange, parts: &parts }.whole(&[]);
    }
}

pub fn redirect(call: &mut Call<'_>) -> Outcome<bool> {
    let Some((data, exchange)) = usable(call) else { return Ok(false) };
    let (location, status) = (call.bytes(0), call.opt_int(1).unwrap_or(302));
    if !encode::is_clean(location) {
        return refuse("Header may not contain more than a single header, new line detected");
    }
    if exchange.stage.get() != Stage::Fresh {
        errors::set_last(code::HTTP_CONTEXT_UNAVAILABLE);
        return Ok(false);
    }
    data.status.set(u16::try_from(status).ok().filter(|status| (100..=999).contains(status)).unwrap_or(302));
    let mut headers = call.this().take_slot(HEADER).into_array().unwrap_or_default();
    headers.insert("Location", Zv::str(location));
    call.this().set_slot(HEADER, headers);
    let parts = Parts::of(call.this());
    Ok(sent(Sending { data, exchange, parts: &parts }.whole(&[])))
}

pub fn sendfile(call: &mut Call<'_>) -> Outcome<bool> {
    let Some((data, exchange)) = usable(call) else { return Ok(false) };
    let name = call.bytes(0);
    let (offset, length) = (call.opt_int(1).unwrap_or(0), call.opt_int(2).unwrap_or(0));
    if exchange.stage.get() != Stage::Fresh {
        errors::set_last(code::PHP_FATAL_ERROR);
        crate::zend::warning("can't use sendfile when HTTP chunk is enabled: write() has sent the head already");
        return crate::zend::Raised::check(false);
    }
    let opened = std::fs::File::open(std::ffi::OsStr::from_bytes(name)).and_then(|file| Ok((file.metadata()?, file)));
    let (facts, file) = match opened {
        Ok((facts, file)) => (facts, file),
        Err(error) => {
            errors::set_last(error.raw_os_error().unwrap_or(libc::ENOENT).into());
            crate::zend::warning(&format!("{}: {error}", String::from_utf8_lossy(name)));
            return Ok(false);
        }
    };
    if !facts.is_file() {
        errors::set_last(code::SERVER_IS_NOT_REGULAR_FILE);
        crate::zend::warning(&format!("{} is not a regular file", String::from_utf8_lossy(name)));
        return Ok(false);
    }
    let size = facts.len();
    let Some((offset, length)) = window(size, offset, length) else {
        return refuse(&if u64::try_from(offset).is_ok_and(|offset| offset < size) {
            format!("parameter $length[{length}] exceeds the file size of {size} bytes")
        } else {
            format!("parameter $offset[{offset}] exceeds the file size of {size} bytes")
        });
    };
    let parts = Parts::of(call.this());
    if exchange.is_http_2() {
        let file = OutgoingFile { file: file.into(), offset, length, path: name.to_vec() };
        return http2::send_file(data, exchange, &parts, file, mime(name));
    }
    let sending = Sending { data, exchange, parts: &parts };
    let head = sending.head(Framing::Length(length), None, Some(mime(name)));
    if exchange.facts.is_head || length == 0 {
        return Ok(sent(exchange.finish([&head, &[]], exchange.after(sending.closes()))));
    }
    send_file(&sending, file, name, &head, (offset, length))
}

/// Where in the file; no length means: to its end.
fn window(size: u64, offset: i64, length: i64) -> Option<(u64, u64)> {
    let (offset, length) = (u64::try_from(offset).ok()?, u64::try_from(length).ok()?);
    let rest = size.checked_sub(offset)?;
    match length {
        0 if rest == 0 && size > 0 => None,
        0 => Some((offset, rest)),
        length => (length <= rest).then_some((offset, length)),
    }
}

/// A small file goes with its head, a larger one by sendfile(2) between head and end.
fn send_file(
    sending: &Sending<'_>,
    file: std::fs::File,
    name: &[u8],
    head: &[u8],
    (offset, length): (u64, u64),
) -> Outcome<bool> {
    let exchange = sending.exchange;
    let after = exchange.after(sending.closes());
    if length <= SMALL {
        let mut body = vec![0; length as usize];
        return match file.read_exact_at(&mut body, offset) {
            Ok(()) => Ok(sent(exchange.finish([head, &body], after))),
            Err(error) => {
                errors::set_last(error.raw_os_error().unwrap_or(libc::EIO).into());
                Ok(false)
            }
        };
    }
    exchange.stage.set(Stage::Measured(length));
    if !send_part(exchange, [head, &[]])? {
        return Ok(false);
    }
    let mut file = OutgoingFile { file: file.into(), offset, length, path: name.to_vec() };
    loop {
        let copy = file.file.try_clone();
        match exchange.outlet().send_file(file) {
            Ok(()) => return Ok(sent(exchange.finish([&[], &[]], after))),
            Err(SendError::BufferFull) if exchange.outlet().wait_for_room()? => {
                let Ok(copy) = copy else { return Ok(false) };
                file = OutgoingFile { file: copy, offset, length, path: name.to_vec() };
            }
            Err(error) => return Ok(sent(Err(error))),
        }
    }
}

/// What one read and one message carry.
pub const SMALL: u64 = 32 << 10;

/// Answers a handshake of WebSocket by itself: 101, with what the application added. False: the client is gone, or the application
/// has given an answer of its own.
pub fn accept_handshake(response: &Object, agreement: &Agreement) -> bool {
    let Some(data) = response.native::<ResponseData>() else { return false };
    let Some(exchange) = data.exchange.get() else { return false };
    if exchange.stage.get() != Stage::Fresh {
        return false;
    }
    let mut headers = response.slot(HEADER).as_array().cloned().unwrap_or_default();
    for (name, value) in &agreement.headers {
        if encode::find(&headers, name).is_none() {
            headers.insert(name, Zv::str(value));
        }
    }
    response.set_slot(HEADER, headers);
    data.status.set(101);
    let parts = Parts::of(response);
    let head = Sending { data, exchange, parts: &parts }.head(Framing::None, None, None);
    exchange.note_established(agreement.deflate);
    let agreed = if agreement.deflate.is_some() { DEFLATE } else { 0 };
    exchange.finish([&head, &[]], After::Switch(agreed)).is_ok()
}

/// Answers a handshake that can not be accepted; the connection ends with it.
pub fn refuse_handshake(response: &Object, answer: &[u8]) {
    let exchange = response.native::<ResponseData>().and_then(|data| data.exchange.get());
    if let Some(exchange) = exchange {
        // A client that is gone needs no answer.
        let _ = exchange.finish([answer, &[]], After::Close);
    }
}
/// A body that is put behind its head: copying it costs less than a second write.
const TOGETHER: usize = 16 << 10;
/// What a head is expected to take.
const HEAD: usize = 512;

thread_local! {
    /// For whole answers, one after the other.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}
