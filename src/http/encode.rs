//! The head of an answer: status line, the application's headers, what the server adds. Must not send, and must not know PHP classes.

use rswoole_engine::protocol::http1::reason;
use rswoole_engine::protocol::http2::push_field;

use super::exchange::{SERVER, with_date};
use crate::zend::{Array, Key, Zv};

/// How the body's end is known to the client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Framing {
    Length(u64),
    Chunked,
    /// A status that has no body, or an answer to HEAD without a known length.
    None,
    /// By the end of the connection (HTTP/1.0 without a length).
    Close,
}

pub struct Head<'a> {
    pub status: u16,
    pub reason: Option<&'a [u8]>,
    pub headers: Option<&'a Array>,
    pub cookies: Option<&'a Array>,
    pub framing: Framing,
    pub keep_alive: bool,
    pub encoding: Option<&'static str>,
    pub default_type: Option<&'static str>,
}

/// Which headers the application has set that the server would add.
#[derive(Default)]
struct Set {
    server: bool,
    date: bool,
    content_type: bool,
    connection: bool,
    vary: bool,
}

impl Head<'_> {
    pub fn write(&self, out: &mut Vec<u8>) {
        self.status_line(out);
        let mut set = Set::default();
        self.each(&mut set, &mut |name, value| line(name, value, out));
        self.own(&set, out);
        out.extend_from_slice(b"\r\n");
    }

    /// The fields as HTTP/2 has them: in lower case, without those of a connection (RFC 9113, section 8.2.2).
    pub fn fields(&self, out: &mut Vec<u8>) {
        let mut set = Set::default();
        self.each(&mut set, &mut |name, value| field(name, value, out));
        if !set.server {
            push_field(b"server", SERVER.as_bytes(), out);
        }
        if !set.date {
            with_date(|date| push_field(b"date", date.as_bytes(), out));
        }
        if let (false, Some(kind)) = (set.content_type, self.default_type) {
            push_field(b"content-type", kind.as_bytes(), out);
        }
        if let Some(encoding) = self.encoding {
            push_field(b"content-encoding", encoding.as_bytes(), out);
            if !set.vary {
                push_field(b"vary", b"accept-encoding", out);
            }
        }
        if let Framing::Length(length) = self.framing {
            let mut digits = Vec::with_capacity(20);
            decimal(length, &mut digits);
            push_field(b"content-length", &digits, out);
        }
    }

    /// What the application has set.
    fn each(&self, set: &mut Set, write: &mut dyn FnMut(&[u8], &[u8])) {
        for (name, value) in self.headers.into_iter().flat_map(Array::iter) {
            let number;
            let name: &[u8] = match &name {
                Key::Str(name) => name.as_bytes(),
                Key::Int(name) => {
                    number = name.to_string();
                    number.as_bytes()
                }
            };
            if set.note(name) {
                values(name, &value, write);
            }
        }
        for (_, text) in self.cookies.into_iter().flat_map(Array::iter) {
            write(b"Set-Cookie", text.as_bytes().unwrap_or_default());
        }
    }

    fn status_line(&self, out: &mut Vec<u8>) {
        if self.status == 200 && self.reason.is_none() {
            out.extend_from_slice(b"HTTP/1.1 200 OK\r\n");
            return;
        }
        out.extend_from_slice(b"HTTP/1.1 ");
        out.extend_from_slice(self.status.to_string().as_bytes());
        out.push(b' ');
        let text = reason(self.status).unwrap_or("Unknown Status").as_bytes();
        out.extend_from_slice(self.reason.unwrap_or(text));
        out.extend_from_slice(b"\r\n");
    }

    /// In the order of the original.
    fn own(&self, set: &Set, out: &mut Vec<u8>) {
        if !set.server {
            line(b"Server", SERVER.as_bytes(), out);
        }
        if !set.date {
            with_date(|date| line(b"Date", date.as_bytes(), out));
        }
        if self.status == 101 {
            if !set.connection {
                line(b"Connection", b"Upgrade", out);
            }
        } else if !set.connection || !self.keep_alive {
            line(b"Connection", if self.keep_alive { b"keep-alive" } else { b"close" }, out);
        }
        if let (false, Some(kind), false) = (set.content_type, self.default_type, self.status == 101) {
            line(b"Content-Type", kind.as_bytes(), out);
        }
        if let Some(encoding) = self.encoding {
            line(b"Content-Encoding", encoding.as_bytes(), out);
            if !set.vary {
                line(b"Vary", b"Accept-Encoding", out);
            }
        }
        match self.framing {
            Framing::Length(length) => {
                out.extend_from_slice(b"Content-Length: ");
                decimal(length, out);
                out.extend_from_slice(b"\r\n");
            }
            Framing::Chunked => out.extend_from_slice(b"Transfer-Encoding: chunked\r\n"),
            Framing::None | Framing::Close => {}
        }
    }
}

impl Set {
    /// False: the server says this one itself, because it must be right.
    fn note(&mut self, name: &[u8]) -> bool {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        match name.len() {
            4 if is("date") => self.date = true,
            4 if is("vary") => self.vary = true,
            6 if is("server") => self.server = true,
            // Keep-alive or close is said by the server; anything else (Upgrade) is the application's.
            10 if is("connection") => self.connection = true,
            12 if is("content-type") => self.content_type = true,
            14 if is("content-length") => return false,
            17 if is("transfer-encoding") => return false,
            _ => {}
        }
        true
    }
}

/// Once for each value. What could end the line early was refused when it was set; what came into the array by another way is left out.
fn values(name: &[u8], value: &Zv, write: &mut dyn FnMut(&[u8], &[u8])) {
    match value.as_array() {
        Some(values) => values.iter().for_each(|(_, value)| one(name, &value, write)),
        None => one(name, value, write),
    }
}

fn one(name: &[u8], value: &Zv, write: &mut dyn FnMut(&[u8], &[u8])) {
    let mut clean = |text: &[u8]| {
        let text = trimmed(text);
        if is_clean(text) && is_token(name) {
            write(name, text);
        }
    };
    if let Some(text) = value.as_bytes() {
        clean(text);
    } else if value.is_null() {
        // Null stands for no header, as in the original.
    } else if let Ok(text) = value.to_str() {
        clean(&text);
    }
}

/// Without the white space at its end.
pub fn trimmed(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    &text[..end.map_or(0, |at| at + 1)]
}

/// A field of HTTP/2, unless it is about a connection of HTTP/1.
pub fn field(name: &[u8], value: &[u8], out: &mut Vec<u8>) {
    let name = name.to_ascii_lowercase();
    if !matches!(&name[..], b"connection" | b"keep-alive" | b"proxy-connection" | b"upgrade" | b"te") {
        push_field(&name, value.trim_ascii(), out);
    }
}

#[inline]
pub fn line(name: &[u8], value: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(name);
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

pub fn decimal(mut number: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// A header's value that is one line.
pub fn is_clean(value: &[u8]) -> bool {
    !value.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0))
}

/// RFC 9110, section 5.6.2.
pub fn is_token(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte))
}

/// `content-type` → `Content-Type`
pub fn ucwords(name: &[u8]) -> Vec<u8> {
    let mut start = true;
    name.iter()
        .map(|byte| {
            let formatted = if start { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() };
            start = *byte == b'-';
            formatted
        })
        .collect()
}

/// A value of the application's headers, whatever the case of its name.
pub fn find(headers: &Array, wanted: &str) -> Option<Zv> {
    // Nearly always it stands there in its usual form.
    headers.get_bytes(&ucwords(wanted.as_bytes())).or_else(|| {
        let is = |key: &Key| matches!(key, Key::Str(name) if name.as_bytes().eq_ignore_ascii_case(wanted.as_bytes()));
        headers.iter().find(|(key, _)| is(key)).map(|(_, value)| value)
    })
}

/// Statuses that never have a body (RFC 9110, section 6.4.1).
pub fn has_no_body(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 304)
}
