//! Reading an answer from a socket: whoever listens gets head, body and trailers as they come, the body with its content coding taken off.
//! Must not know what becomes of them.

use std::cell::RefCell;

use bytes::BytesMut;
use rswoole_engine::protocol::http1::{AnswerHead, AnswerReader, Asked, Decoding, Field, Flaw, Piece};

use crate::error_texts;
use crate::errors::code;
use crate::socket::{CoSocket, Done, Failure, Limit, Stop};

/// Who gets an answer. What it gives back as a stop ends the reading.
pub trait Listener {
    fn head(&mut self, head: &AnswerHead) -> Done<()>;
    fn data(&mut self, data: &[u8]) -> Done<()>;
    fn trailers(&mut self, fields: &[Field]) -> Done<()>;
}

/// One answer; true: the connection may serve another request. What follows the answer stays in `input`.
pub fn receive(
    socket: &CoSocket,
    input: &RefCell<BytesMut>,
    asked: Asked,
    decodes: bool,
    limit: &Limit,
    listener: &mut dyn Listener,
) -> Done<bool> {
    let mut reader = AnswerReader::new(asked);
    let mut decoding = None;
    let (mut keep_alive, mut has_body) = (false, false);
    loop {
        // No borrow is held while the listener is at work: it may call PHP.
        let piece = reader.next(&mut input.borrow_mut()).map_err(stop)?;
        match piece {
            Some(Piece::Head(head)) => {
                keep_alive = head.keep_alive;
                decoding = head.field(b"content-encoding").filter(|_| decodes).and_then(Decoding::of);
                listener.head(&head)?;
            }
            Some(Piece::Data(data)) => {
                has_body = true;
                match &mut decoding {
                    Some(decoding) => decode(decoding, &data, listener)?,
                    None => listener.data(&data)?,
                }
            }
            Some(Piece::Trailers(fields)) => listener.trailers(&fields)?,
            Some(Piece::End) => {
                if let Some(decoding) = decoding.filter(|_| has_body) {
                    decoding.ended().map_err(|_| corrupt())?;
                }
                return Ok(keep_alive);
            }
            None => {
                let more = |bytes: &[u8]| {
                    input.borrow_mut().extend_from_slice(bytes);
                    bytes.len()
                };
                if socket.receive(AT_ONCE, limit, more)? == 0 {
                    reader.ended().map_err(stop)?;
                }
            }
        }
    }
}

fn decode(decoding: &mut Decoding, mut data: &[u8], listener: &mut dyn Listener) -> Done<()> {
    loop {
        let plain = decoding.step(&mut data).map_err(|_| corrupt())?;
        if plain.is_empty() {
            return Ok(());
        }
        listener.data(plain)?;
    }
}

fn stop(flaw: Flaw) -> Stop {
    match flaw {
        Flaw::Cut => Stop::code(libc::ECONNRESET.into()),
        Flaw::Malformed(why) => malformed(why),
    }
}

fn corrupt() -> Stop {
    malformed("the body is not what its Content-Encoding says")
}

fn malformed(why: &str) -> Stop {
    let number = code::HTTP_INVALID_PROTOCOL;
    Failure::with_text(number, format!("{}: {why}", error_texts::text(number, 0))).into()
}

const AT_ONCE: usize = 64 << 10;
