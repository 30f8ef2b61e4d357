//! The head of an answer: status line, the application's headers, what the server adds. Must not send, and must not know PHP classes.

use rswoole_engine::protocol::http1::reason;
use rswoole_engine::protocol::http2::push_field;

use super::exchange::{SERVER, with_date, with_server_and_date};
use crate::zend::{Array, Name, Zv};

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
    /// Of these headers.
    pub said: &'a Said,
    pub cookies: Option<&'a Array>,
    pub framing: Framing,
    pub keep_alive: bool,
    pub encoding: Option<&'static str>,
    pub default_type: Option<&'static str>,
}

/// What the application's headers say that the server has to know.
#[derive(Default)]
pub struct Said {
    server: bool,
    date: bool,
    connection: bool,
    vary: bool,
    /// `Connection: close`
    pub closes: bool,
    pub content_encoding: bool,
    pub content_type: Option<Zv>,
    /// Content-Length, if it is a number.
    pub length: Option<u64>,
}

impl Said {
    pub fn of(headers: Option<&Array>) -> Said {
        let mut said = Said::default();
        if let Some(headers) = headers {
            headers.walk(|name, value| match name {
                Name::Str(name) if !value.is_null() => said.note(name, value),
                _ => {}
            });
        }
        said
    }

    fn note(&mut self, name: &[u8], value: &Zv) {
        // Adapters of PSR-7 give every value as a list.
        let first;
        let value = match value.as_array() {
            Some(list) => {
                first = list.iter().next().map_or(Zv::NULL, |(_, value)| value);
                &first
            }
            None => value,
        };
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        match name.len() {
            4 if is("date") => self.date = true,
            4 if is("vary") => self.vary = true,
            6 if is("server") => self.server = true,
            10 if is("connection") => {
                self.connection = true;
                self.closes = value.as_bytes().is_some_and(|text| trimmed(text).eq_ignore_ascii_case(b"close"));
            }
            12 if is("content-type") => self.content_type = Some(value.clone()),
            14 if is("content-length") => {
                let text = value.to_str().ok();
                self.length = text.and_then(|text| std::str::from_utf8(&text).ok()?.trim().parse().ok());
            }
            16 if is("content-encoding") => self.content_encoding = true,
            _ => {}
        }
    }
}

impl Head<'_> {
    pub fn write(&self, out: &mut Vec<u8>) {
        self.status_line(out);
        self.each(&mut |name, value| line(name, value, out));
        self.own(out);
        out.extend_from_slice(b"\r\n");
    }

    /// The fields as HTTP/2 has them: in lower case, without those of a connection (RFC 9113, section 8.2.2).
    pub fn fields(&self, out: &mut Vec<u8>) {
        let said = self.said;
        self.each(&mut |name, value| field(name, value, out));
        if !said.server {
            push_field(b"server", SERVER.as_bytes(), out);
        }
        if !said.date {
            with_date(|date| push_field(b"date", date.as_bytes(), out));
        }
        if let (None, Some(kind)) = (&said.content_type, self.default_type) {
            push_field(b"content-type", kind.as_bytes(), out);
        }
        if let Some(encoding) = self.encoding {
            push_field(b"content-encoding", encoding.as_bytes(), out);
            if !said.vary {
                push_field(b"vary", b"accept-encoding", out);
            }
        }
        if let Framing::Length(length) = self.framing {
            let mut digits = Vec::with_capacity(20);
            decimal(length, &mut digits);
            push_field(b"content-length", &digits, out);
        }
    }

    /// What the application has set. How long the body is and how it is framed the server says itself, because it must be right.
    fn each(&self, write: &mut dyn FnMut(&[u8], &[u8])) {
        if let Some(headers) = self.headers {
            headers.walk(|name, value| match name {
                Name::Str(name) if is_framing(name) => {}
                Name::Str(name) => values(name, value, write),
                Name::Int(number) => values(number.to_string().as_bytes(), value, write),
            });
        }
        if let Some(cookies) = self.cookies {
            cookies.walk(|_, text| write(b"Set-Cookie", text.as_bytes().unwrap_or_default()));
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
    fn own(&self, out: &mut Vec<u8>) {
        let said = self.said;
        match (said.server, said.date) {
            (false, false) => with_server_and_date(|lines| out.extend_from_slice(lines.as_bytes())),
            (false, true) => line(b"Server", SERVER.as_bytes(), out),
            (true, false) => with_date(|date| line(b"Date", date.as_bytes(), out)),
            (true, true) => {}
        }
        if self.status == 101 {
            if !said.connection {
                out.extend_from_slice(b"Connection: Upgrade\r\n");
            }
        } else if !said.connection || !self.keep_alive && !said.closes {
            let keeps: &[u8] = b"Connection: keep-alive\r\n";
            out.extend_from_slice(if self.keep_alive { keeps } else { b"Connection: close\r\n" });
        }
        if let (None, Some(kind), false) = (&said.content_type, self.default_type, self.status == 101) {
            line(b"Content-Type", kind.as_bytes(), out);
        }
        if let Some(encoding) = self.encoding {
            line(b"Content-Encoding", encoding.as_bytes(), out);
            if !said.vary {
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

fn is_framing(name: &[u8]) -> bool {
    match name.len() {
        14 => name.eq_ignore_ascii_case(b"content-length"),
        17 => name.eq_ignore_ascii_case(b"transfer-encoding"),
        _ => false,
    }
}

/// Once for each value. What could end the line early was refused when it was set; what came into the array by another way is left out.
fn values(name: &[u8], value: &Zv, write: &mut dyn FnMut(&[u8], &[u8])) {
    match value.as_array() {
        Some(values) => values.walk(|_, value| one(name, value, write)),
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
    !name.is_empty() && name.iter().all(|byte| TOKEN[usize::from(*byte)])
}

/// Whether a token may hold a byte.
static TOKEN: [bool; 256] = {
    let (mut token, others, mut at) = ([false; 256], b"!#$%&'*+-.^_`|~", 0);
    while at < token.len() {
        token[at] = (at as u8).is_ascii_alphanumeric();
        at += 1;
    }
    at = 0;
    while at < others.len() {
        token[others[at] as usize] = true;
        at += 1;
    }
    token
};

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

/// The value of a header, whatever the case of its name.
pub fn find(headers: &Array, wanted: &str) -> Option<Zv> {
    let mut found = None;
    headers.walk(|name, value| {
        if found.is_none() && matches!(name, Name::Str(name) if name.eq_ignore_ascii_case(wanted.as_bytes())) {
            found = Some(value.clone());
        }
    });
    found
}

/// Statuses that never have a body (RFC 9110, section 6.4.1).
pub fn has_no_body(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 304)
}
