//! How an answer goes out over HTTP/2: as fields, data and trailers of a stream. What it is made of is in `http_response`; the rules that both
//! versions share are in `http_response_send`.

use std::os::unix::fs::FileExt;

use rswoole_engine::protocol::http2::{Answer, Ending};
use rswoole_engine::worker::{OutgoingFile, SendError};

use super::http_response::{ResponseData, refuse};
use super::http_response_send::{Parts, SMALL, framing, packed, sent};
use crate::errors;
use crate::http::encode::{self, Framing, Head};
use crate::http::exchange::{Exchange, Stage};
use crate::zend::{Array, Key, Outcome, Zv};

/// The whole answer at once.
pub fn whole(data: &ResponseData, exchange: &Exchange, parts: &Parts, body: &[u8]) -> Result<(), SendError> {
    let status = data.status.get();
    let packed = packed(parts, exchange, status, body);
    let (body, encoding) = match &packed {
        Some((encoding, packed)) => (&packed[..], Some(*encoding)),
        None => (body, None),
    };
    let framing = framing(parts, exchange, status, body);
    let silent = exchange.facts.is_head || framing == Framing::None;
    let fields = head(data, parts, framing, encoding, "text/html");
    let trailers = if exchange.facts.is_head { Vec::new() } else { trailers(parts) };
    let body = if silent { &[] } else { body };
    exchange.answer(Answer { head: Some((status, &fields)), data: body, trailers: &trailers, ending: Ending::Last })
}

pub fn write(data: &ResponseData, exchange: &Exchange, parts: &Parts, body: &[u8]) -> Outcome<bool> {
    let fields = begin(data, exchange, parts);
    let head = fields.as_ref().map(|fields| (data.status.get(), &fields[..]));
    let Some(body) = measured(exchange, body) else {
        return refuse("more is written than the header Content-Length says");
    };
    if body.is_empty() && head.is_none() {
        return Ok(true);
    }
    part(exchange, &Answer { head, data: body, trailers: &[], ending: Ending::More })
}

pub fn end(data: &ResponseData, exchange: &Exchange, parts: &Parts, body: &[u8]) -> Outcome<bool> {
    match exchange.stage.get() {
        Stage::Fresh => return Ok(sent(whole(data, exchange, parts, body))),
        Stage::Ended | Stage::Detached => return Ok(false),
        Stage::Chunked | Stage::Measured(_) => {}
    }
    let Some(body) = measured(exchange, body) else {
        return refuse("more is written than the header Content-Length says");
    };
    let short = matches!(exchange.stage.get(), Stage::Measured(1..)) && !exchange.facts.is_head;
    let trailers = if exchange.facts.is_head { Vec::new() } else { trailers(parts) };
    // Less than was promised: the client must not take it for the whole.
    let ending = if short { Answer::RESET.ending } else { Ending::Last };
    Ok(sent(exchange.answer(Answer { head: None, data: body, trailers: &trailers, ending })))
}

/// A small file goes with its head, a larger one as the reactor reads it.
pub fn send_file(
    data: &ResponseData,
    exchange: &Exchange,
    parts: &Parts,
    file: OutgoingFile,
    kind: &'static str,
) -> Outcome<bool> {
    let (offset, length) = (file.offset, file.length);
    let fields = head(data, parts, Framing::Length(length), None, kind);
    let head = Some((data.status.get(), &fields[..]));
    let trailers = trailers(parts);
    if exchange.facts.is_head || length <= SMALL {
        let mut body = vec![0; if exchange.facts.is_head { 0 } else { length as usize }];
        let file = std::fs::File::from(file.file);
        if let Err(error) = file.read_exact_at(&mut body, offset) {
            errors::set_last(error.raw_os_error().unwrap_or(libc::EIO).into());
            return Ok(false);
        }
        return Ok(sent(exchange.answer(Answer { head, data: &body, trailers: &trailers, ending: Ending::Last })));
    }
    exchange.stage.set(Stage::Measured(length));
    if !part(exchange, &Answer { head, data: &[], trailers: &[], ending: Ending::More })? {
        return Ok(false);
    }
    let OutgoingFile { file, path, .. } = file;
    loop {
        let file = match file.try_clone() {
            Ok(file) => OutgoingFile { file, offset, length, path: path.clone() },
            Err(error) => {
                errors::set_last(error.raw_os_error().unwrap_or(libc::EMFILE).into());
                return Ok(false);
            }
        };
        match exchange.outlet().send_file(file) {
            Ok(()) => break,
            Err(SendError::BufferFull) if exchange.outlet().wait_for_room()? => {}
            Err(error) => return Ok(sent(Err(error))),
        }
    }
    Ok(sent(exchange.answer(Answer { head: None, data: &[], trailers: &trailers, ending: Ending::Last })))
}

/// The head of an answer that comes in parts, unless it is sent.
fn begin(data: &ResponseData, exchange: &Exchange, parts: &Parts) -> Option<Vec<u8>> {
    if exchange.stage.get() != Stage::Fresh {
        return None;
    }
    let (framing, stage) = match parts.said.length {
        Some(length) => (Framing::Length(length), Stage::Measured(length)),
        None => (Framing::None, Stage::Chunked),
    };
    exchange.stage.set(stage);
    Some(head(data, parts, framing, None, "text/html"))
}

/// What of a body may be sent; `None`: it is more than was promised.
fn measured<'a>(exchange: &Exchange, body: &'a [u8]) -> Option<&'a [u8]> {
    if let Stage::Measured(left) = exchange.stage.get() {
        exchange.stage.set(Stage::Measured(left.checked_sub(body.len() as u64)?));
    }
    Some(if exchange.facts.is_head { &[] } else { body })
}

fn head(
    data: &ResponseData,
    parts: &Parts,
    framing: Framing,
    encoding: Option<&'static str>,
    kind: &'static str,
) -> Vec<u8> {
    let mut fields = Vec::with_capacity(256);
    let head = Head {
        status: data.status.get(),
        reason: None,
        headers: parts.headers.as_ref(),
        cookies: parts.cookies.as_ref(),
        framing,
        keep_alive: true,
        said: &parts.said,
        encoding,
        default_type: Some(kind),
    };
    head.fields(&mut fields);
    fields
}

fn trailers(parts: &Parts) -> Vec<u8> {
    let mut fields = Vec::new();
    for (name, value) in parts.trailers.iter().flat_map(Array::iter) {
        if let (Key::Str(name), Some(value)) = (&name, Zv::as_bytes(&value)) {
            encode::field(name.as_bytes(), value, &mut fields);
        }
    }
    fields
}

/// A part that others follow. A coroutine waits for a client that reads slowly.
fn part(exchange: &Exchange, answer: &Answer<'_>) -> Outcome<bool> {
    loop {
        match exchange.answer(*answer) {
            Err(SendError::BufferFull) if exchange.outlet().wait_for_room()? => {}
            result => return Ok(sent(result)),
        }
    }
}
