//! The frames of one connection in their order, and the messages they make (RFC 6455, sections 5.4 to 5.6). It must not answer
//! anything: control frames are handed over like the rest.

use bytes::{Buf, Bytes, BytesMut};

use super::close::parse_close;
use super::frame::{self, CONTROL_MAX};
use super::utf8::Utf8;
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
///
/// The head of a frame is taken out of the input as soon as it is complete, and what came of the payload is unmasked where it lies: each
/// byte is looked at once, while it is still in the cache.
#[derive(Debug)]
pub struct Frames {
    role: Role,
    limit: usize,
    /// permessage-deflate was agreed on.
    may_compress: bool,
    /// A message has begun and not ended.
    inside: bool,
    /// Payload of that message in the frames before.
    before: usize,
    current: Option<Current>,
}

/// A frame whose head was read.
#[derive(Debug)]
struct Current {
    header: Header,
    opcode: Opcode,
    length: usize,
    /// Bytes at the front of the input that are unmasked.
    plain: usize,
}

impl Frames {
    pub fn new(role: Role, limits: Limits, may_compress: bool) -> Frames {
        Frames { role, limit: limits.message, may_compress, inside: false, before: 0, current: None }
    }

    /// The first frame of `input`, taken out of it. None: it is not complete; call again when there is more behind what is left in
    /// `input`, and change nothing of that.
    pub fn next(&mut self, input: &mut BytesMut) -> Result<Option<Frame>, Violation> {
        let current = match &mut self.current {
            Some(current) => current,
            None => {
                let Some((header, size)) = Header::parse(input)? else { return Ok(None) };
                let opcode = self.check(&header)?;
                let length = self.length_of(&header, opcode)?;
                input.advance(size);
                self.current.insert(Current { header, opcode, length, plain: 0 })
            }
        };
        current.unmask(input);
        if input.len() < current.length {
            return Ok(None);
        }
        let payload = input.split_to(current.length);
        let (header, opcode) = (current.header, current.opcode);
        self.current = None;
        if opcode == Opcode::Close {
            parse_close(&payload)?;
        }
        if !opcode.is_control() {
            self.inside = !header.fin;
            self.before = if header.fin { 0 } else { self.before + payload.len() };
        }
        Ok(Some(Frame { opcode, fin: header.fin, compressed: header.reserved == RSV1, payload }))
    }

    /// A frame that is not complete, and what came of its payload.
    fn begun<'a>(&self, input: &'a BytesMut) -> Option<(&Current, &'a [u8])> {
        self.current.as_ref().map(|current| (current, &input[..current.plain]))
    }

    /// The limit is that of the whole message: what is too long is refused before it comes.
    fn length_of(&self, header: &Header, opcode: Opcode) -> Result<usize, Violation> {
        let before = if opcode.is_control() { 0 } else { self.before };
        match usize::try_from(header.payload) {
            Ok(length) if opcode.is_control() || length <= self.limit.saturating_sub(before) => Ok(length),
            _ => Err(Violation::TooLong { limit: self.limit, length: header.payload.saturating_add(before as u64) }),
        }
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

impl Current {
    fn unmask(&mut self, input: &mut [u8]) {
        let end = input.len().min(self.length);
        if let Some(mut key) = self.header.mask {
            key.rotate_left(self.plain % 4);
            frame::mask(key, &mut input[self.plain..end]);
        }
        self.plain = end;
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
    /// Of a text that is not compressed: what was looked at, and how much of the current frame that is.
    utf8: Utf8,
    proven: usize,
}

impl Messages {
    pub fn new(role: Role, limits: Limits, inflater: Option<Inflater>) -> Messages {
        let frames = Frames::new(role, limits, inflater.is_some());
        Messages { frames, limit: limits.message, inflater, begun: None, utf8: Utf8::default(), proven: 0 }
    }

    /// The first message that ends in `input`; frames before it are taken out. None: more input is needed behind what is left.
    pub fn next(&mut self, input: &mut BytesMut) -> Result<Option<Message>, Violation> {
        while let Some(frame) = self.frames.next(input)? {
            let Frame { opcode, fin, compressed, payload } = frame;
            if opcode.is_control() {
                return Ok(Some(Message { opcode, compressed: false, payload }));
            }
            let proven = std::mem::take(&mut self.proven);
            if self.is_plain_text(opcode, compressed) {
                self.utf8.push(&payload[proven..])?;
                if fin {
                    self.utf8.end()?;
                }
            }
            let message = match self.begun.take() {
                None => Message { opcode, compressed, payload },
                Some(mut message) => {
                    message.payload.unsplit(payload);
                    message
                }
            };
            if fin {
                return self.finish(message).map(Some);
            }
            self.begun = Some(message);
        }
        self.prove(input)?;
        Ok(None)
    }

    /// Looks at what came of a text before its frame is complete: a peer need not send megabytes to be told of its second byte.
    fn prove(&mut self, input: &BytesMut) -> Result<(), Violation> {
        let Some((current, plain)) = self.frames.begun(input) else { return Ok(()) };
        if !current.opcode.is_control() && self.is_plain_text(current.opcode, current.header.reserved != 0) {
            self.utf8.push(&plain[self.proven..])?;
            self.proven = plain.len();
        }
        Ok(())
    }

    /// Of the message that a data frame belongs to.
    fn is_plain_text(&self, opcode: Opcode, compressed: bool) -> bool {
        match &self.begun {
            Some(message) => message.opcode == Opcode::Text && !message.compressed,
            None => opcode == Opcode::Text && !compressed,
        }
    }

    fn finish(&mut self, mut message: Message) -> Result<Message, Violation> {
        if let Some(inflater) = self.inflater.as_mut().filter(|_| message.compressed) {
            let plain = inflater.message(&message.payload, self.limit)?;
            if message.opcode == Opcode::Text && std::str::from_utf8(&plain).is_err() {
                return Err(Violation::NotUtf8);
            }
            message.payload = BytesMut::from(Bytes::from(plain));
        }
        Ok(message)
    }
}
