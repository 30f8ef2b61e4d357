//! `Swoole\WebSocket\Frame` and `CloseFrame`: a message as the application gets and gives it, and its bytes on the wire.

use bytes::BytesMut;
use rswoole_engine::protocol::websocket::{self, Deflater, Header, Inflater, RSV1, flag};

use crate::errors::{self, code};
use crate::http::talk::random_key;
use crate::zend::{self, Call, Class, Object, Outcome, Slot, Zv, method};

const FRAME: &[&str] =
    &["public $fd = 0", "public $data = ''", "public $opcode = 1", "public $flags = 1", "public $finish = null"];
const CLOSE: &[&str] = &["public $opcode = 8", "public $code = 1000", "public $reason = ''"];

pub static CLASS: Class =
    Class::new(r"Swoole\WebSocket\Frame").implements(&["Stringable"]).properties(FRAME).methods(&[
        method("public function __toString(): string", to_string),
        method(
            "public static function pack(Swoole\\WebSocket\\Frame|string $data, int $opcode = 1, int $flags = 1): string",
            pack,
        ),
        method("public static function unpack(string $data): Swoole\\WebSocket\\Frame", unpack),
    ]);

pub static CLOSE_CLASS: Class = Class::new(r"Swoole\WebSocket\CloseFrame").extends(&CLASS).properties(CLOSE);

const FD: Slot = Slot::of(FRAME, "fd", 0);
const DATA: Slot = Slot::of(FRAME, "data", 0);
const OPCODE: Slot = Slot::of(FRAME, "opcode", 0);
const FLAGS: Slot = Slot::of(FRAME, "flags", 0);
const FINISH: Slot = Slot::of(FRAME, "finish", 0);

const OP_CLOSE: u8 = 8;
const OP_MOST: i64 = 10;
/// Bits of the largest window of permessage-deflate: what is agreed on where nobody asks for less.
pub const LARGEST_WINDOW: u8 = 15;
/// A peer that asked for a smaller one can read what was written with the smallest.
pub const SMALLEST_WINDOW: u8 = 9;
/// Payload of a control frame.
const CONTROL_MOST: usize = 125;
/// What a message may be decompressed to by `unpack()`.
const MOST_INFLATED: usize = 64 << 20;

/// What `push` and `pack` send.
pub struct Outgoing {
    pub opcode: u8,
    pub flags: u8,
    pub payload: Vec<u8>,
}

impl Outgoing {
    /// From the arguments `data`, `opcode` and `flags`, of which a Frame object has its own. None: refused, with a warning.
    pub fn of(data: &Zv, opcode: i64, flags: i64) -> Outcome<Option<Outgoing>> {
        match data.as_object().filter(|object| object.is_a(&CLASS)) {
            Some(frame) => Self::of_frame(frame),
            None => Self::checked(opcode, flags, data.to_str()?.as_bytes().to_vec()),
        }
    }

    fn of_frame(frame: &Object) -> Outcome<Option<Outgoing>> {
        let opcode = frame.get(&CLASS, "opcode")?.to_int();
        let mut flags = frame.get(&CLASS, "flags")?.to_int();
        // `finish` is older than `flags`, and what it says counts.
        let finish = frame.get(&CLASS, "finish")?;
        if !finish.is_null() {
            let fin = i64::from(flag::FIN);
            flags = if finish.to_bool() { flags | fin } else { flags & !fin };
        }
        if opcode == i64::from(OP_CLOSE) && frame.is_a(&CLOSE_CLASS) {
            let code = frame.get(&CLOSE_CLASS, "code")?.to_int();
            let reason = frame.get(&CLOSE_CLASS, "reason")?.to_str()?;
            return Outgoing::close(code, reason.as_bytes());
        }
        Self::checked(opcode, flags, frame.get(&CLASS, "data")?.to_str()?.as_bytes().to_vec())
    }

    fn checked(opcode: i64, flags: i64, payload: Vec<u8>) -> Outcome<Option<Outgoing>> {
        if !(0..=OP_MOST).contains(&opcode) {
            return refused(&format!("the maximum value of opcode is {OP_MOST}"));
        }
        let opcode = opcode as u8;
        if opcode == OP_CLOSE && websocket::parse_close(&payload).is_err() {
            // A code is two bytes below 0x20, so what is no code is the beginning of a reason.
            return Outgoing::close(i64::from(websocket::code::NORMAL), &payload);
        }
        if opcode > OP_CLOSE && payload.len() > CONTROL_MOST {
            let length = payload.len();
            return refused(&format!(
                "a ping or pong can carry {CONTROL_MOST} bytes, not {length} (RFC 6455, section 5.5)"
            ));
        }
        Ok(Some(Outgoing { opcode, flags: flags as u8, payload }))
    }

    /// A close frame. What must not be on the wire (RFC 6455, section 7.4) is replaced, with a warning: the connection shall end all the
    /// same.
    pub fn close(code: i64, reason: &[u8]) -> Outcome<Option<Outgoing>> {
        let sendable = u16::try_from(code).ok().filter(|&code| websocket::may_be_sent(code));
        let payload = match sendable {
            // "No code was in the frame".
            None if code == i64::from(websocket::code::NO_STATUS) => Vec::new(),
            None => {
                zend::warning(&format!(
                    "a close frame must not carry the code {code}, 1000 is sent in its place; an application's own codes are 4000 to 4999"
                ));
                websocket::close_payload(websocket::code::NORMAL, reason)
            }
            Some(code) => websocket::close_payload(code, reason),
        };
        let payload = if websocket::parse_close(&payload).is_ok() {
            payload
        } else {
            zend::warning("the reason of a close frame must be UTF-8: it is left out");
            payload[..2].to_vec()
        };
        zend::Raised::check(Some(Outgoing { opcode: OP_CLOSE, flags: flag::FIN, payload }))
    }

    /// The frame's bytes. `window`: the bits of permessage-deflate's window; the payload is compressed where the flags ask for it.
    /// None: the peer can not read compressed messages.
    pub fn encode(&self, window: Option<u8>) -> BytesMut {
        let window = window.filter(|_| self.opcode < OP_CLOSE);
        let packed = window
            .filter(|_| self.flags & flag::COMPRESSED != 0)
            .map(|bits| Deflater::new(bits, false).message(&self.payload));
        let payload = packed.as_deref().unwrap_or(&self.payload);
        let key = (self.flags & flag::MASK != 0).then(random_key);
        let mut out = BytesMut::with_capacity(payload.len() + 14);
        // An application may compress by itself and say so.
        let is_packed = packed.is_some() || (window.is_some() && self.flags & flag::RSV1 != 0);
        let reserved = if is_packed { RSV1 } else { 0 };
        websocket::encode(&mut out, self.opcode, self.flags & flag::FIN != 0, reserved, key, payload);
        out
    }
}

fn refused(why: &str) -> Outcome<Option<Outgoing>> {
    errors::set_last(code::WEBSOCKET_PACK_FAILED);
    zend::warning(why);
    zend::Raised::check(None)
}

/// A message as its callback gets it; a close frame says why.
pub fn object(fd: i64, opcode: u8, flags: u8, data: &[u8]) -> Outcome<Object> {
    let object = if opcode == OP_CLOSE { CLOSE_CLASS.instantiate()? } else { CLASS.instantiate()? };
    object.set_slot(FD, fd);
    if opcode == OP_CLOSE {
        // Without a code it is a normal end: the object stays as it is new.
        if let Ok(close) = websocket::parse_close(data)
            && close.code != websocket::code::NO_STATUS
        {
            object.set(&CLOSE_CLASS, "code", i64::from(close.code))?;
            object.set(&CLOSE_CLASS, "reason", Zv::str(&close.reason))?;
        }
    } else {
        object.set_slot(DATA, Zv::str(data));
    }
    object.set_slot(OPCODE, i64::from(opcode));
    object.set_slot(FLAGS, i64::from(flags));
    object.set_slot(FINISH, flags & flag::FIN != 0);
    Ok(object)
}

fn to_string(call: &mut Call<'_>) -> Outcome<Zv> {
    let own = Zv::from(call.this());
    packed(&own, 1, 1)
}

/// `Frame::pack()`, `Server::pack()`
pub fn pack(call: &mut Call<'_>) -> Outcome<Zv> {
    packed(call.zv(0), call.opt_int(1).unwrap_or(1), call.opt_int(2).unwrap_or(1))
}

fn packed(data: &Zv, opcode: i64, flags: i64) -> Outcome<Zv> {
    Ok(Outgoing::of(data, opcode, flags)?.map_or(Zv::str(""), |frame| Zv::str(frame.encode(Some(LARGEST_WINDOW)))))
}

/// `Frame::unpack()`, `Server::unpack()`: the first frame in the data; false when there is none.
pub fn unpack(call: &mut Call<'_>) -> Outcome<Zv> {
    let data = call.bytes(0);
    let Ok(Some((header, size))) = Header::parse(data) else { return Ok(failed()) };
    let payload = usize::try_from(header.payload).ok().and_then(|length| data.get(size..size.checked_add(length)?));
    let Some(payload) = payload else { return Ok(failed()) };
    let mut payload = payload.to_vec();
    let mut flags = if header.fin { flag::FIN } else { 0 };
    if let Some(key) = header.mask {
        websocket::mask(key, &mut payload);
        flags |= flag::MASK;
    }
    if header.reserved & RSV1 != 0 {
        flags |= flag::COMPRESSED | flag::RSV1;
        match Inflater::new(false).message(&payload, MOST_INFLATED) {
            Ok(plain) => payload = plain,
            Err(_) => return Ok(failed()),
        }
    }
    object(0, header.opcode, flags, &payload).map(Zv::from)
}

fn failed() -> Zv {
    errors::set_last(code::WEBSOCKET_UNPACK_FAILED);
    Zv::bool(false)
}
