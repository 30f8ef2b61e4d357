//! A connection after the handshake of WebSocket, at either end: messages in, frames out; pings and closes are answered here unless the application
//! wants to see them. Must not know classes.

use std::cell::{Cell, RefCell};

use bytes::BytesMut;
use rswoole_engine::protocol::websocket::{
    Inflater, Limits, Message, Messages, Opcode, Role, Violation, close_payload, encode, flag, parse_close,
};

use crate::errors::code;
use crate::random;
use crate::socket::{CoSocket, Done, Failure, Limit, Stop};

/// What of a connection's frames the application sees.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes {
    pub ping: bool,
    pub pong: bool,
    pub close: bool,
}

/// Either end of a connection whose coroutines receive by themselves.
pub struct Talk {
    role: Role,
    messages: RefCell<Messages>,
    wishes: Wishes,
    /// permessage-deflate was agreed on: the bits of the window of what is sent.
    pub window: Option<u8>,
    /// A client's frames are masked, unless its owner knows that the server does not care.
    pub masks: bool,
    /// A close frame was sent: nothing may follow it.
    pub closing: Cell<bool>,
}

/// What was agreed on for both directions. What is sent has no memory of former messages.
pub struct Compression {
    pub window: u8,
    pub inflater: Inflater,
}

/// A message as the application gets it.
pub struct Received {
    pub opcode: u8,
    pub flags: u8,
    pub payload: BytesMut,
}

impl Talk {
    pub fn new(role: Role, most: usize, wishes: Wishes, compression: Option<Compression>) -> Talk {
        let window = compression.as_ref().map(|agreed| agreed.window);
        let inflater = compression.map(|agreed| agreed.inflater);
        let messages = RefCell::new(Messages::new(role, Limits { message: most }, inflater));
        Talk { role, messages, wishes, window, masks: role == Role::Client, closing: Cell::new(false) }
    }

    /// The next message; None: the connection has come to its end.
    pub fn receive(&self, socket: &CoSocket, input: &RefCell<BytesMut>, limit: &Limit) -> Done<Option<Received>> {
        loop {
            let next = self.messages.borrow_mut().next(&mut input.borrow_mut());
            match next {
                Ok(Some(message)) => {
                    let (is_close, compressed) = (message.opcode == Opcode::Close, message.compressed);
                    match self.hear(socket, message, limit)? {
                        Some((opcode, payload)) => {
                            let masked = if self.role == Role::Server { flag::MASK } else { 0 };
                            let packed = if compressed { flag::COMPRESSED } else { 0 };
                            let flags = flag::FIN | masked | packed;
                            return Ok(Some(Received { opcode: opcode as u8, flags, payload }));
                        }
                        None if is_close => return Ok(None),
                        None => {}
                    }
                }
                Ok(None) => {
                    let more = |bytes: &[u8]| {
                        input.borrow_mut().extend_from_slice(bytes);
                        bytes.len()
                    };
                    if socket.receive(AT_ONCE, limit, more)? == 0 {
                        return Ok(None);
                    }
                }
                Err(violation) => return Err(self.refuse(socket, &violation, limit)),
            }
        }
    }

    /// Sends a control frame of the protocol's own.
    pub fn control(&self, socket: &CoSocket, opcode: Opcode, payload: &[u8], limit: &Limit) -> Done<()> {
        if self.closing.get() {
            return Ok(());
        }
        if opcode == Opcode::Close {
            self.closing.set(true);
        }
        let key = self.masks.then(random_key);
        let mut out = BytesMut::with_capacity(payload.len() + 8);
        encode(&mut out, opcode as u8, true, 0, key, payload);
        send_whole(socket, &out, limit)
    }

    /// Answers what the protocol answers; gives back what the application sees.
    fn hear(&self, socket: &CoSocket, message: Message, limit: &Limit) -> Done<Option<(Opcode, BytesMut)>> {
        let Message { opcode, payload, .. } = message;
        let wanted = match opcode {
            Opcode::Ping => {
                if !self.wishes.ping {
                    self.control(socket, Opcode::Pong, &payload, limit)?;
                }
                self.wishes.ping
            }
            Opcode::Pong => self.wishes.pong,
            Opcode::Close => {
                // The payload was looked at when the frame was read. A peer that is gone already needs no answer.
                let code = parse_close(&payload).map_or(0, |close| close.code);
                let echo = if payload.is_empty() { Vec::new() } else { close_payload(code, &payload[2..]) };
                match self.control(socket, Opcode::Close, &echo, limit) {
                    Err(raised @ Stop::Raised(_)) => return Err(raised),
                    Err(Stop::Failed(_)) | Ok(()) => {}
                }
                self.wishes.close
            }
            Opcode::Continuation | Opcode::Text | Opcode::Binary => true,
        };
        Ok(wanted.then_some((opcode, payload)))
    }

    fn refuse(&self, socket: &CoSocket, violation: &Violation, limit: &Limit) -> Stop {
        let text = violation.to_string();
        let payload = close_payload(violation.close_code(), text.as_bytes());
        match self.control(socket, Opcode::Close, &payload, limit) {
            Err(raised @ Stop::Raised(_)) => raised,
            _ => {
                let is_long = matches!(violation, Violation::TooLong { .. });
                let number = if is_long { code::PACKAGE_LENGTH_TOO_LARGE } else { code::WEBSOCKET_UNPACK_FAILED };
                Failure::with_text(number, text).into()
            }
        }
    }
}

/// All of it, or why not.
pub fn send_whole(socket: &CoSocket, data: &[u8], limit: &Limit) -> Done<()> {
    match socket.send_all(data, limit)? {
        (_, Some(stop)) => Err(stop),
        (_, None) => Ok(()),
    }
}

/// A mask need not be secret, only unforeseen by who wrote the payload (RFC 6455, section 10.3).
pub fn random_key() -> [u8; 4] {
    (random::number() as u32).to_ne_bytes()
}

/// For `Sec-WebSocket-Key`: a proof that the server has read this handshake, no secret.
pub fn nonce() -> [u8; 16] {
    (u128::from(random::number()) << 64 | u128::from(random::number())).to_ne_bytes()
}

const AT_ONCE: usize = 64 << 10;
