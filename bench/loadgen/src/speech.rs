//! What a client says on a connection, as bytes that are made once, and what kind of reply it awaits. Sends and receives nothing.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// The client's frames are masked with it; a mask of zeros would spare a server the work.
const MASK: [u8; 4] = [0x1f, 0x2e, 0x3d, 0x4c];
const TEXT: u8 = 0x81;
/// Of the first byte of a frame: the message is compressed (RFC 7692).
const COMPRESSED: u8 = 0x40;
const HANDSHAKE: &str = "GET / HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

#[derive(Clone, Debug, PartialEq)]
pub struct Speech {
    /// Sent once on each connection and answered by `101`, before the first request; may be empty.
    pub opening: Vec<u8>,
    pub request: Vec<u8>,
    pub reply: Reply,
}

/// How a reply is recognised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reply {
    /// The bytes of the request; they are compared only when they are verified.
    Same { verify: bool },
    /// An answer of HTTP/1.1 with status 200 and, where it is known, a body of so many bytes.
    Http { body: Option<usize> },
    /// One message of WebSocket, unfragmented, of so many bytes where that is known.
    Message { bytes: Option<usize> },
}

/// What an idle connection has talked about before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Talk {
    Echo,
    WebSocket { deflate: bool },
}

impl Talk {
    pub fn speech(self, bytes: usize) -> Speech {
        match self {
            Talk::Echo => Speech::echo(bytes, false),
            Talk::WebSocket { deflate } => Speech::websocket(bytes, deflate),
        }
    }
}

impl Speech {
    pub fn echo(bytes: usize, verify: bool) -> Speech {
        Speech { opening: Vec::new(), request: letters(bytes), reply: Reply::Same { verify } }
    }

    /// Echo of a packet of `bytes`, at least 4, that begins with the length of the rest, most significant byte first.
    pub fn framed(bytes: usize, verify: bool) -> Speech {
        let mut speech = Speech::echo(bytes, verify);
        if let Some(prefix) = speech.request.first_chunk_mut::<4>() {
            *prefix = u32::try_from(bytes - 4).unwrap_or(u32::MAX).to_be_bytes();
        }
        speech
    }

    /// One request of HTTP/1.1 on a connection that is kept; with `upload` bytes it is a POST. `expected` is the length of the answer's body.
    pub fn http(path: &str, headers: &[String], upload: Option<usize>, expected: Option<usize>) -> Speech {
        let method = if upload.is_some() { "POST" } else { "GET" };
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        for header in headers {
            request += &format!("{header}\r\n");
        }
        if let Some(bytes) = upload {
            request += &format!("Content-Type: application/octet-stream\r\nContent-Length: {bytes}\r\n");
        }
        request += "\r\n";
        let mut request = request.into_bytes();
        request.extend(letters(upload.unwrap_or(0)));
        Speech { opening: Vec::new(), request, reply: Reply::Http { body: expected } }
    }

    /// Echo of messages of WebSocket; `deflate` offers permessage-deflate and compresses them.
    pub fn websocket(bytes: usize, deflate: bool) -> Speech {
        let offer = if deflate { "Sec-WebSocket-Extensions: permessage-deflate\r\n" } else { "" };
        let (first, payload) =
            if deflate { (TEXT | COMPRESSED, deflated(&letters(bytes))) } else { (TEXT, letters(bytes)) };
        Speech {
            opening: format!("{HANDSHAKE}{offer}\r\n").into_bytes(),
            request: frame(first, &payload),
            reply: Reply::Message { bytes: (!deflate).then_some(bytes) },
        }
    }
}

fn letters(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|at| b'a' + (at % 26) as u8).collect()
}

fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ ..126 => frame.push(0x80 | short as u8),
        middle @ ..65536 => {
            frame.push(0x80 | 126);
            frame.extend((middle as u16).to_be_bytes());
        }
        long => {
            frame.push(0x80 | 127);
            frame.extend((long as u64).to_be_bytes());
        }
    }
    frame.extend(MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

/// As RFC 7692 wants it: flushed, without the empty block at the end.
fn deflated(plain: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let flushed = encoder.write_all(plain).and_then(|()| encoder.flush());
    debug_assert!(flushed.is_ok());
    let mut packed = std::mem::take(encoder.get_mut());
    packed.truncate(packed.len().saturating_sub(4));
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_framed_request_says_how_much_follows() {
        assert_eq!(Speech::framed(100, false).request[..4], [0, 0, 0, 96]);
    }

    #[test]
    fn an_upload_is_a_post_whose_length_is_that_of_its_body() {
        let request = Speech::http("/up", &["X-A: b".into()], Some(5), None).request;
        let text = String::from_utf8(request).unwrap();
        assert!(text.starts_with("POST /up HTTP/1.1\r\n") && text.ends_with("\r\n\r\nabcde"), "{text}");
        assert!(text.contains("\r\nX-A: b\r\n") && text.contains("\r\nContent-Length: 5\r\n"), "{text}");
    }

    #[test]
    fn the_length_of_a_frame_takes_two_bytes_or_eight_more_when_it_is_large() {
        let head = |bytes| Speech::websocket(bytes, false).request.len() - bytes;
        assert_eq!([125, 126, 65535, 65536].map(head), [6, 8, 8, 14]);
    }

    #[test]
    fn a_compressed_message_inflates_to_what_it_was() {
        let packed = [&deflated(&letters(10_000))[..], &[0, 0, 0xff, 0xff]].concat();
        let mut plain = flate2::write::DeflateDecoder::new(Vec::new());
        plain.write_all(&packed).unwrap();
        plain.flush().unwrap();
        assert_eq!(*plain.get_ref(), letters(10_000));
        assert!(packed.len() < 1000);
    }
}
