//! A request of HTTP/2 as a worker reads it: the same form as one of HTTP/1, so that nothing behind it needs to know the difference. Checks
//! what RFC 9113 forbids and the framing layer lets through.

use bytes::{BufMut, BytesMut};

use crate::protocol::http1::{Fixed, IndexBuilder, content_length};

/// What the connection knows of a request.
#[derive(Debug)]
pub struct Assembled {
    pub index: Vec<u8>,
    /// The head, written as HTTP/1 would; the body is to be put behind it.
    pub message: BytesMut,
    /// `content-length`
    pub length: Option<u64>,
}

/// Why a request goes to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The stream is reset: no client that can be reasoned with sends this.
    Malformed(&'static str),
    /// It is answered with this status.
    Status(u16),
}

/// `headers`: names in lower case, without those that begin with a colon.
pub fn assemble<'a>(
    method: &[u8],
    path: Option<&[u8]>,
    authority: Option<&'a [u8]>,
    require_host: bool,
    headers: &[(&'a [u8], &'a [u8])],
) -> Result<Assembled, Flaw> {
    if method == b"CONNECT" {
        return Err(Flaw::Status(501));
    }
    let target = match path {
        Some(path) if path.starts_with(b"/") || path == b"*" && method == b"OPTIONS" => path,
        _ => return Err(Flaw::Malformed("the path does not begin with a slash")),
    };
    let facts = Facts::of(authority, headers)?;
    if facts.host.is_none() && require_host {
        return Err(Flaw::Status(400));
    }
    let mut message = BytesMut::with_capacity(512);
    message.put_slice(method);
    message.put_u8(b' ');
    let start = message.len();
    message.put_slice(target);
    let target = start..message.len();
    message.put_slice(b" HTTP/2\r\n");
    let mut places = Vec::with_capacity(16);
    let mut line = |name: &[u8], value: &[&[u8]]| {
        let start = message.len();
        message.put_slice(name);
        message.put_slice(b": ");
        let begin = message.len();
        for (number, part) in value.iter().enumerate() {
            message.put_slice(if number > 0 { b"; " } else { b"" });
            message.put_slice(part);
        }
        places.push((start..start + name.len(), begin..message.len()));
        message.put_slice(b"\r\n");
    };
    if let Some(host) = facts.host {
        line(b"host", &[host]);
    }
    for (name, value) in headers.iter().filter(|(name, _)| !matches!(*name, b"host" | b"cookie")) {
        line(name, &[value]);
    }
    if !facts.cookies.is_empty() {
        // RFC 9113, section 8.2.3: the pieces of a cookie are one before anybody else sees them.
        line(b"cookie", &facts.cookies);
    }
    message.put_slice(b"\r\n");
    if message.len() > usize::from(u16::MAX) {
        return Err(Flaw::Status(431));
    }
    let fixed =
        Fixed { method: method.len(), target, head: message.len(), keep_alive: true, http_11: true, http_2: true };
    let mut index = IndexBuilder::new(&fixed, places.len());
    for (name, value) in places {
        index.header(name, value);
    }
    Ok(Assembled { index: index.finish(), message, length: facts.length })
}

#[derive(Default)]
struct Facts<'a> {
    host: Option<&'a [u8]>,
    cookies: Vec<&'a [u8]>,
    length: Option<u64>,
}

impl<'a> Facts<'a> {
    fn of(authority: Option<&'a [u8]>, headers: &[(&'a [u8], &'a [u8])]) -> Result<Facts<'a>, Flaw> {
        let mut facts = Facts { host: authority, ..Facts::default() };
        if authority.is_some_and(|authority| authority.contains(&b'@')) {
            return Err(Flaw::Malformed("the authority names a user"));
        }
        let mut hosts = 0;
        for &(name, value) in headers {
            if let (Some(b' ' | b'\t'), _) | (_, Some(b' ' | b'\t')) = (value.first(), value.last()) {
                return Err(Flaw::Malformed("a field begins or ends with white space"));
            }
            match name {
                b"host" => {
                    hosts += 1;
                    if hosts > 1 || facts.host.is_some_and(|known| !known.eq_ignore_ascii_case(value)) {
                        return Err(Flaw::Malformed("more than one host"));
                    }
                    facts.host = Some(value);
                }
                b"cookie" => facts.cookies.push(value),
                b"content-length" => {
                    let length = content_length(value);
                    if facts.length.is_some() || length.is_none() {
                        return Err(Flaw::Malformed("not one content-length"));
                    }
                    facts.length = length;
                }
                _ => {}
            }
        }
        Ok(facts)
    }
}
