//! `Upgrade: h2c`: a request of HTTP/1.1 that goes on as the first stream of HTTP/2 (RFC 7540, section 3.2, which clients still use over
//! clear text). Makes the frame that this request would have been.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::{BufMut, Bytes, BytesMut};

use super::frame::{CONTINUATION, HEADERS};
use super::{FRAME_HEAD, PREFACE};
use crate::protocol::http1::RequestView;

/// What becomes of a request that asks for HTTP/2.
#[derive(Debug, PartialEq, Eq)]
pub struct SwitchOver {
    /// What the client gets before the first frame.
    pub reply: Bytes,
    /// The frames of its first request.
    pub first: Bytes,
}

/// `None`: it does not ask for it, or not as it should, and is answered in HTTP/1.1, as is one with a body.
pub fn switch_over(request: RequestView<'_>) -> Option<SwitchOver> {
    let lists = |name: &[u8], wanted: &[u8]| {
        let mut values = request.headers().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        values.any(|(_, value)| {
            value.split(|&byte| byte == b',').any(|item| item.trim_ascii().eq_ignore_ascii_case(wanted))
        })
    };
    let named = |name: &[u8]| request.headers().filter(|(known, _)| known.eq_ignore_ascii_case(name)).count();
    let settings = request.header(b"http2-settings")?;
    let asks = lists(b"upgrade", b"h2c") && lists(b"connection", b"upgrade") && lists(b"connection", b"http2-settings");
    // The settings themselves come again, in the first frame that the client sends.
    let sound = named(b"http2-settings") == 1
        && URL_SAFE_NO_PAD.decode(settings.trim_ascii()).is_ok_and(|payload| payload.len() % 6 == 0);
    if !asks || !sound || !request.body().is_empty() || !request.is_http_11() {
        return None;
    }
    Some(SwitchOver { reply: Bytes::from_static(SWITCHING), first: frames(request)? })
}

/// HEADERS of stream 1, and CONTINUATION where one frame is too short. Every field is a literal that leaves the client's table of
/// fields as it is.
fn frames(request: RequestView<'_>) -> Option<Bytes> {
    let mut block = Vec::with_capacity(512);
    let host = request.header(b"host").unwrap_or_default();
    for (name, value) in [
        (&b":method"[..], request.method()),
        (b":scheme", b"http"),
        (b":authority", host),
        (b":path", request.target()),
    ] {
        literal(name, value, &mut block);
    }
    for (name, value) in request.headers() {
        let name = name.to_ascii_lowercase();
        let of_connection = [&b"connection"[..], b"upgrade", b"http2-settings", b"host", b"keep-alive", b"te"];
        let named = [&b"proxy-connection"[..], b"transfer-encoding"];
        if !of_connection.contains(&&name[..]) && !named.contains(&&name[..]) {
            literal(&name, value, &mut block);
        }
    }
    let mut frames = BytesMut::with_capacity(block.len() + FRAME_HEAD);
    let mut pieces = block.chunks(SHORTEST_MAXIMUM).peekable();
    let mut kind = HEADERS;
    while let Some(piece) = pieces.next() {
        let ends = if pieces.peek().is_none() { END_HEADERS } else { 0 };
        let flags = ends | if kind == HEADERS { END_STREAM } else { 0 };
        frames.put_slice(&(piece.len() as u32).to_be_bytes()[1..]);
        frames.put_slice(&[kind, flags, 0, 0, 0, 1]);
        frames.put_slice(piece);
        kind = CONTINUATION;
    }
    Some(frames.freeze())
}

/// RFC 7541, section 6.2.2: without indexing, new name, no Huffman coding.
fn literal(name: &[u8], value: &[u8], block: &mut Vec<u8>) {
    block.push(0);
    for text in [name, value] {
        integer(text.len(), block);
        block.extend_from_slice(text);
    }
}

/// RFC 7541, section 5.1, with a prefix of 7 bits.
fn integer(mut number: usize, block: &mut Vec<u8>) {
    if number < 127 {
        block.push(number as u8);
        return;
    }
    block.push(127);
    number -= 127;
    while number >= 128 {
        block.push(number as u8 | 128);
        number >>= 7;
    }
    block.push(number as u8);
}

/// Puts the first request behind the preface and the settings that the client sends once it has switched.
#[derive(Debug)]
pub struct Splice {
    seen: usize,
    /// Where the first frame ends, as far as that is known.
    until: usize,
    length: [u8; 3],
    first: Bytes,
}

impl Splice {
    pub fn new(first: Bytes) -> Splice {
        Splice { seen: 0, until: PREFACE.len() + FRAME_HEAD, length: [0; 3], first }
    }

    /// How many bytes may be read before it is asked again.
    pub fn wanted(&self) -> usize {
        self.until - self.seen
    }

    /// The client sent this, at most as much as wanted. `Some`: now comes the first request.
    pub fn passed(&mut self, bytes: &[u8]) -> Option<Bytes> {
        for &byte in bytes {
            if let Some(place) = self.seen.checked_sub(PREFACE.len()).and_then(|at| self.length.get_mut(at)) {
                *place = byte;
            }
            self.seen += 1;
            if self.seen == PREFACE.len() + FRAME_HEAD {
                let [a, b, c] = self.length;
                self.until += usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
            }
        }
        (self.seen == self.until).then(|| std::mem::take(&mut self.first))
    }
}

const SWITCHING: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// What every side takes.
const SHORTEST_MAXIMUM: usize = 16_384;
