//! A connection after the server's handshake: messages become questions that nobody has to answer; pings and closes are answered here.

use bytes::{Bytes, BytesMut};

use super::{
    CloseReason, Inflater, Limits, Message, Messages, Opcode, Role, Violation, close_payload, code, encode, parse_close,
};
use crate::protocol::{self, Dialogue, Question, QuestionKind};

/// What of a connection's frames the application sees, and how much it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Bytes of a message (`package_max_length`).
    pub message: usize,
    /// The application gets pings and answers them itself (`open_websocket_ping_frame`).
    pub ping: bool,
    /// It gets pongs (`open_websocket_pong_frame`).
    pub pong: bool,
    /// It gets close frames (`open_websocket_close_frame`). They are answered here all the same.
    pub close: bool,
}

/// Bits of a message as the application sees them: the values of `SWOOLE_WEBSOCKET_FLAG_*`.
pub mod flag {
    pub const FIN: u8 = 1;
    pub const COMPRESSED: u8 = 1 << 1;
    /// As it stands in the frame's head.
    pub const RSV1: u8 = 1 << 2;
    pub const MASK: u8 = 1 << 5;
}

pub struct ServerSide {
    messages: Messages,
    rules: Rules,
    reply: Option<Bytes>,
    /// A close frame came.
    over: bool,
}

impl ServerSide {
    /// `compressed`: permessage-deflate was agreed on, without context takeover on either side.
    pub fn new(rules: Rules, compressed: bool) -> ServerSide {
        let inflater = compressed.then(|| Inflater::new(false));
        let messages = Messages::new(Role::Server, Limits { message: rules.message }, inflater);
        ServerSide { messages, rules, reply: None, over: false }
    }

    fn answer(&mut self, opcode: Opcode, payload: &[u8]) {
        let mut out = BytesMut::with_capacity(payload.len() + 4);
        encode(&mut out, opcode as u8, true, 0, None, payload);
        self.reply = Some(out.freeze());
    }

    /// What the application hears of; None: nothing.
    fn hear(&mut self, message: Message) -> Option<Question> {
        let Message { opcode, compressed, payload } = message;
        let wanted = match opcode {
            Opcode::Ping => {
                if !self.rules.ping {
                    self.answer(Opcode::Pong, &payload);
                }
                self.rules.ping
            }
            Opcode::Pong => self.rules.pong,
            Opcode::Close => {
                // The payload was looked at when the frame was read.
                let CloseReason { code, reason } =
                    parse_close(&payload).unwrap_or(CloseReason { code: code::NO_STATUS, reason: String::new() });
                let echo = if code == code::NO_STATUS { Vec::new() } else { close_payload(code, reason.as_bytes()) };
                self.answer(Opcode::Close, &echo);
                self.over = true;
                self.rules.close
            }
            Opcode::Continuation | Opcode::Text | Opcode::Binary => true,
        };
        let flags = flag::FIN | flag::MASK | if compressed { flag::COMPRESSED | flag::RSV1 } else { 0 };
        let kind = QuestionKind::Message { opcode: opcode as u8, flags };
        wanted.then(|| Question { kind, payload: payload.freeze() })
    }
}

impl Dialogue for ServerSide {
    fn decode(&mut self, input: &mut BytesMut) -> Result<Option<Question>, protocol::Violation> {
        while !self.over && self.reply.is_none() {
            match self.messages.next(input) {
                Ok(None) => break,
                Ok(Some(message)) => {
                    let question = self.hear(message);
                    if question.is_some() {
                        return Ok(question);
                    }
                }
                Err(violation) => return Err(refused(&violation)),
            }
        }
        Ok(None)
    }

    fn take_reply(&mut self) -> Option<Bytes> {
        self.reply.take()
    }

    fn is_over(&self) -> bool {
        self.over
    }

    /// A connection without messages is as good as one amid a message: how long either may last is the heartbeat's decision.
    fn is_amid(&self, _: &BytesMut) -> bool {
        false
    }
}

fn refused(violation: &Violation) -> protocol::Violation {
    let mut out = BytesMut::new();
    let (code, why) = match violation {
        Violation::Protocol(what) => (violation.close_code(), *what),
        Violation::NotUtf8 => (violation.close_code(), "a text that is not UTF-8"),
        Violation::TooLong { .. } => (violation.close_code(), "a message longer than package_max_length"),
        Violation::BadCompression => (violation.close_code(), "a message that can not be decompressed"),
    };
    encode(&mut out, Opcode::Close as u8, true, 0, None, &close_payload(code, why.as_bytes()));
    protocol::Violation::Refused { reply: out.freeze(), why }
}
