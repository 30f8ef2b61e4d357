//! The frames of one connection in their order, and the messages they make (RFC 6455, sections 5.4 to 5.6). It must not answer
//! anything: control frames are handed over like the rest.

use bytes::{Buf, BytesMut};

use super::close::parse_close;
use super::frame::{self, CONTROL_MAX};
use super::{Header, Inflater, Opcode, RSV1, Role, Violation};

/// What a peer may send.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a message, put together and decompressed.
    pub message: usize,
}

/// One frame, unmasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub opcode: Opcode,
    pub fin: bool,
    /// The payload is compressed (on the first frame of a message only).
    pub compressed: bool,
    pub payload: BytesMut,
}

/// Splits what a peer sends into frames and holds them against the rules that need no more than their order.
#[derive(Debug)]
pub struct Frames {
    role: Role,
    limit: usize,
    /// permessage-deflate was agreed on.
    may_compress: bool,
    /// A message has begun and not ended.
    inside: bool,
}

impl Frames {
    pub fn new(role: Role, limits: Limits, may_compress: bool) -> Frames {
        Frames { role, limit: limits.message, may_compress, inside: false }
    }

    /// The first frame of `input`, taken out of it. None: it is not complete, and `input` is as it was.
    pub fn next(&mut self, input: &mut BytesMut) -> Result<Option<Frame>, Violation> {
        let Some((header, size)) = Header::parse(input)? else {
            // What is wrong with the first two bytes is known without the rest.
            return Ok(None);
        };
        let opcode = self.check(&header)?;
        let length = match usize::try_from(header.payload) {
            Ok(length) if opcode.is_control() || length <= self.limit => length,
            _ => return Err(Violation::TooLong { limit: self.limit, length: header.payload }),
        };
        if input.len() - size < length {
            return Ok(None);
        }
        input.advance(size);
        let mut payload = input.split_to(length);
        if let Some(key) = header.mask {
            frame::mask(key, &mut payload);
        }
        if opcode == Opcode::Close {
            parse_close(&payload)?;
        }
        if !opcode.is_control() {
            self.inside = !header.fin;
        }
        Ok(Some(Frame { opcode, fin: header.fin, compressed: header.reserved == RSV1, payload }))
    }

    fn check(&self, header: &Header) -> Result<Opcode, Violation> {
        let wrong = |what| Err(Violation::Protocol(what));
        let Some(opcode) = Opcode::new(header.opcode) else { return wrong("a reserved opcode") };
        match self.role {
            Role::Server if header.mask.is_none() => return wrong("a client's frame without a mask"),
            Role::Client if header.mask.is_some() => return wrong("a server's frame with a mask"),
            _ => {}
        }
        let compressed = header.reserved == RSV1 && self.may_compress;
        if header.reserved != 0 && !(compressed && matches!(opcode, Opcode::Text | Opcode::Binary)) {
            return wrong("a reserved bit that no extension gives a meaning");
        }
        if opcode.is_control() && !header.fin {
            return wrong("a control frame in fragments");
        }
        if opcode.is_control() && header.payload > CONTROL_MAX {
            return wrong("a control frame of more than 125 bytes");
        }
        match opcode {
            Opcode::Continuation if !self.inside => wrong("a continuation of no message"),
            Opcode::Text | Opcode::Binary if self.inside => wrong("a new message inside another"),
            _ => Ok(opcode),
        }
    }
}

/// A message, or a control frame (which may come between the frames of a message).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Never a continuation.
    pub opcode: Opcode,
    /// It came compressed; the payload is not any more.
    pub compressed: bool,
    pub payload: BytesMut,
}

/// Frames put together to messages, decompressed; text is UTF-8.
#[derive(Debug)]
pub struct Messages {
    frames: Frames,
    limit: usize,
    inflater: Option<Inflater>,
    begun: Option<Message>,
    /// Bytes of `begun` (a text, not compressed) that are known to be UTF-8.
    checked: usize,
}

impl Messages {
    pub fn new(role: Role, limits: Limits, inflater: Option<Inflater>) -> Messages {
        let frames = Frames::new(role, limits, inflater.is_some());
        Messages { frames, limit: limits.message, inflater, begun: None, checked: 0 }
    }

    /// The first message that ends in `input`; frames before it are taken out. None: more input is needed.
    pub fn next(&mut self, input: &mut BytesMut) -> Result<Option<Message>, Violation> {
        while let Some(frame) = self.frames.next(input)? {
            let Frame { opcode, fin, compressed, payload } = frame;
            if opcode.is_control() {
                return Ok(Some(Message { opcode, compressed: false, payload }));
            }
            let message = match self.begun.take() {
                None => {
                    self.checked = 0;
                    Message { opcode, compressed, payload }
                }
                Some(mut message) => {
                    let length = message.payload.len() + payload.len();
                    if length > self.limit {
                        return Err(Violation::TooLong { limit: self.limit, length: length as u64 });
                    }
                    message.payload.unsplit(payload);
                    message
                }
            };
            if message.opcode == Opcode::Text && !message.compressed {
                self.checked += valid_utf8(&message.payload[self.checked..], fin)?;
            }
            if !fin {
                self.begun = Some(message);
                continue;
            }
            return self.finish(message).map(Some);
        }
        Ok(None)
    }

    fn finish(&mut self, mut message: Message) -> Result<Message, Violation> {
        if let Some(inflater) = self.inflater.as_mut().filter(|_| message.compressed) {
            let plain = inflater.message(&message.payload, self.limit)?;
            if message.opcode == Opcode::Text {
                valid_utf8(&plain, true)?;
            }
            message.payload = BytesMut::from(&plain[..]);
        }
        Ok(message)
    }
}

/// How many bytes are whole characters. A character may be cut at the end of what came so far, not at the end of the message.
fn valid_utf8(bytes: &[u8], complete: bool) -> Result<usize, Violation> {
    match std::str::from_utf8(bytes) {
        Ok(_) => Ok(bytes.len()),
        Err(error) if error.error_len().is_none() && !complete => Ok(error.valid_up_to()),
        Err(_) => Err(Violation::NotUtf8),
    }
}
