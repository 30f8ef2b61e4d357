//! The head of one request: `httparse` reads it, and what RFC 9112 forbids beyond that (whatever could make another reader see other
//! requests in the same bytes) is refused here. Must not wait and must not look beyond the head.

use std::mem::MaybeUninit;
use std::ops::Range;

use super::message::{Fixed, IndexBuilder};

/// What the connection has to know of a request.
#[derive(Debug)]
pub(super) struct Head {
    /// Bytes of the head with its last CRLF.
    pub len: usize,
    pub index: Vec<u8>,
    pub body: Body,
    pub keep_alive: bool,
    /// The client waits for `100 Continue` before it sends the body.
    pub expects_continue: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    None,
    Length(usize),
    Chunked,
}

/// A status and what was wrong.
pub(super) type Refused = (u16, &'static str);

/// How strict the checks are that the original does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// HTTP/1.1 needs one Host.
    pub host: bool,
}

/// `bytes` is a whole head: it ends with the empty line.
pub(super) fn parse(bytes: &[u8], strict: Strictness) -> Result<Head, Refused> {
    let mut space = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut []);
    match request.parse_with_uninit_headers(bytes, &mut space) {
        Ok(httparse::Status::Complete(len)) if len == bytes.len() => {}
        Ok(_) => return Err((400, "the head does not end where its empty line is")),
        Err(httparse::Error::TooManyHeaders) => return Err((431, "too many header fields")),
        Err(httparse::Error::Version) if names_a_version(bytes) => {
            return Err((505, "the protocol version is neither HTTP/1.0 nor HTTP/1.1"));
        }
        Err(httparse::Error::Version) => return Err((400, "the request line is not method, target and version")),
        Err(httparse::Error::Token) => return Err((400, "the request line is malformed")),
        Err(_) => return Err((400, "a header field is malformed")),
    }
    let http_11 = request.version == Some(1);
    let (method, target) = (request.method.unwrap_or_default(), request.path.unwrap_or_default());
    let mut facts = Facts::default();
    for header in request.headers.iter() {
        facts.note(header.name, header.value)?;
    }
    if facts.hosts > 1 || strict.host && http_11 && facts.hosts == 0 {
        return Err((400, "a request of HTTP/1.1 needs exactly one Host"));
    }
    let body = facts.body(http_11)?;
    let keep_alive = if http_11 { !facts.close } else { facts.keep_alive && !facts.close };
    let fixed = Fixed {
        method: method.len(),
        target: place(bytes, target.as_bytes()),
        head: bytes.len(),
        keep_alive,
        http_11,
        http_2: false,
    };
    let mut index = IndexBuilder::new(&fixed, request.headers.len());
    for header in request.headers.iter() {
        index.header(place(bytes, header.name.as_bytes()), place(bytes, header.value));
    }
    Ok(Head {
        len: bytes.len(),
        index: index.finish(),
        body,
        keep_alive,
        expects_continue: facts.expects_continue && http_11,
    })
}

/// The request line has three parts, of which the last is a version, whatever it may be.
fn names_a_version(head: &[u8]) -> bool {
    let line = head.split(|&byte| byte == b'\r').next().unwrap_or_default();
    let mut parts = line.splitn(3, |&byte| byte == b' ').skip(2);
    parts.next().is_some_and(|version| version.starts_with(b"HTTP/") && !version.contains(&b' '))
}

/// Where `part`, a slice of `whole`, lies in it.
fn place(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
    if part.is_empty() { 0..0 } else { start..start + part.len() }
}

#[derive(Default)]
struct Facts {
    hosts: usize,
    length: Option<usize>,
    chunked: bool,
    coded: bool,
    close: bool,
    keep_alive: bool,
    expects_continue: bool,
}

impl Facts {
    fn note(&mut self, name: &str, value: &[u8]) -> Result<(), Refused> {
        // Most fields are none of these: their lengths say so.
        match name.len() {
            4 if name.eq_ignore_ascii_case("host") => self.hosts += 1,
            6 if name.eq_ignore_ascii_case("expect") => {
                if !value.eq_ignore_ascii_case(b"100-continue") {
                    return Err((417, "an expectation other than 100-continue"));
                }
                self.expects_continue = true;
            }
            10 if name.eq_ignore_ascii_case("connection") => {
                for option in value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii) {
                    self.close |= option.eq_ignore_ascii_case(b"close");
                    self.keep_alive |= option.eq_ignore_ascii_case(b"keep-alive");
                }
            }
            14 if name.eq_ignore_ascii_case("content-length") => {
                if self.length.is_some() {
                    return Err((400, "more than one Content-Length"));
                }
                let length = content_length(value).and_then(|length| usize::try_from(length).ok());
                self.length = Some(length.ok_or((400, "a Content-Length that is not a number"))?);
            }
            17 if name.eq_ignore_ascii_case("transfer-encoding") => {
                if self.coded {
                    return Err((400, "more than one Transfer-Encoding"));
                }
                self.coded = true;
                self.chunked = value.eq_ignore_ascii_case(b"chunked");
            }
            _ => {}
        }
        Ok(())
    }

    fn body(&self, http_11: bool) -> Result<Body, Refused> {
        if self.coded {
            if self.length.is_some() {
                return Err((400, "both Content-Length and Transfer-Encoding"));
            }
            if !http_11 {
                return Err((400, "a Transfer-Encoding in HTTP/1.0"));
            }
            if !self.chunked {
                return Err((501, "a transfer coding other than chunked"));
            }
            return Ok(Body::Chunked);
        }
        Ok(match self.length {
            None | Some(0) => Body::None,
            Some(length) => Body::Length(length),
        })
    }
}

/// Digits and nothing else (RFC 9110, section 8.6), as many as no sum can overflow with.
pub(in crate::protocol) fn content_length(value: &[u8]) -> Option<u64> {
    if value.is_empty() || value.len() > 18 || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// More than any client sends, few enough for the stack (16 KiB).
const MAX_HEADERS: usize = 512;
