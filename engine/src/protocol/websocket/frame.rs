//! One frame (RFC 6455, section 5.2): its header, its mask, its bytes. It must not know what came before.

use bytes::BytesMut;

use super::Violation;

pub const RSV1: u8 = 0x40;
pub const RSV2: u8 = 0x20;
pub const RSV3: u8 = 0x10;

const FIN: u8 = 0x80;
const MASKED: u8 = 0x80;

/// What the payload of a control frame may have at most.
pub(super) const CONTROL_MAX: u64 = 125;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    pub fn new(number: u8) -> Option<Opcode> {
        Some(match number {
            0 => Opcode::Continuation,
            1 => Opcode::Text,
            2 => Opcode::Binary,
            8 => Opcode::Close,
            9 => Opcode::Ping,
            10 => Opcode::Pong,
            _ => return None,
        })
    }

    pub fn is_control(self) -> bool {
        self as u8 >= 8
    }
}

/// The head of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub fin: bool,
    /// `RSV1 | RSV2 | RSV3`, in place.
    pub reserved: u8,
    /// As received: 0 to 15.
    pub opcode: u8,
    pub mask: Option<[u8; 4]>,
    pub payload: u64,
}

impl Header {
    /// The header at the front of `input`, and its size. None: it is not complete.
    pub fn parse(input: &[u8]) -> Result<Option<(Header, usize)>, Violation> {
        let [first, second, ..] = *input else { return Ok(None) };
        let (payload, after) = match second & 0x7f {
            126 => match input.get(2..4) {
                Some(bytes) => (u64::from(u16::from_be_bytes([bytes[0], bytes[1]])), 4),
                None => return Ok(None),
            },
            127 => match input.get(2..10).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok()) {
                Some(bytes) => (u64::from_be_bytes(bytes), 10),
                None => return Ok(None),
            },
            short => (u64::from(short), 2),
        };
        if payload >> 63 != 0 {
            return Err(Violation::Protocol("the length of a frame has its highest bit set"));
        }
        if (after == 4 && payload < 126) || (after == 10 && payload < 1 << 16) {
            return Err(Violation::Protocol("the length of a frame is not written in the shortest way"));
        }
        let (mask, size) = if second & MASKED == 0 {
            (None, after)
        } else {
            match input.get(after..after + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()) {
                Some(mask) => (Some(mask), after + 4),
                None => return Ok(None),
            }
        };
        let header = Header {
            fin: first & FIN != 0,
            reserved: first & (RSV1 | RSV2 | RSV3),
            opcode: first & 0x0f,
            mask,
            payload,
        };
        Ok(Some((header, size)))
    }
}

/// Appends a frame. `reserved`: `RSV1` when the payload is compressed. `key`: masked with it (clients must).
pub fn encode(out: &mut BytesMut, opcode: u8, fin: bool, reserved: u8, key: Option<[u8; 4]>, payload: &[u8]) {
    out.reserve(payload.len() + 14);
    let fin = if fin { FIN } else { 0 };
    let masked = if key.is_some() { MASKED } else { 0 };
    let length = payload.len();
    let first = fin | (reserved & (RSV1 | RSV2 | RSV3)) | (opcode & 0x0f);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short), _) if short < 126 => out.extend_from_slice(&[first, masked | short]),
        (_, Ok(medium)) => {
            out.extend_from_slice(&[first, masked | 126]);
            out.extend_from_slice(&medium.to_be_bytes());
        }
        _ => {
            out.extend_from_slice(&[first, masked | 127]);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    let Some(key) = key else { return out.extend_from_slice(payload) };
    out.extend_from_slice(&key);
    let start = out.len();
    out.extend_from_slice(payload);
    mask(key, &mut out[start..]);
}

/// Masks or unmasks a payload that begins here. By words: the compiler makes vectors of them.
pub fn mask(key: [u8; 4], data: &mut [u8]) {
    let [a, b, c, d] = key;
    let word = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let mut chunks = data.chunks_exact_mut(8);
    for chunk in &mut chunks {
        if let Ok(bytes) = <[u8; 8]>::try_from(&*chunk) {
            chunk.copy_from_slice(&(u64::from_ne_bytes(bytes) ^ word).to_ne_bytes());
        }
    }
    for (byte, key) in chunks.into_remainder().iter_mut().zip(key.iter().cycle()) {
        *byte ^= key;
    }
}
