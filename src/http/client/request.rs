//! The bytes of a request: its line, its fields, and what of them must be refused because it would begin something else. Must not send, and
//! must not read PHP objects.

use super::form::{self, Segment};
use crate::http::encode;

/// A request ready to be sent.
pub struct Outgoing {
    pub head: Vec<u8>,
    pub body: Vec<Segment>,
    pub is_head: bool,
    /// It says that the connection shall end with the answer.
    pub closes: bool,
}

/// Collects a head. What was given wins over what is added.
pub struct HeadBuilder {
    out: Vec<u8>,
}

impl HeadBuilder {
    pub fn new(method: &[u8], target: &[u8]) -> HeadBuilder {
        let mut out = Vec::with_capacity(512);
        out.extend_from_slice(method);
        out.push(b' ');
        out.extend_from_slice(target);
        out.extend_from_slice(b" HTTP/1.1\r\n");
        HeadBuilder { out }
    }

    pub fn field(&mut self, name: &[u8], value: &[u8]) {
        encode::line(name, value, &mut self.out);
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.out.extend_from_slice(b"\r\n");
        self.out
    }
}

/// A path as a request line can have it; `Err`: why it can not.
pub fn target(path: &[u8]) -> Result<Vec<u8>, &'static str> {
    if path.is_empty() {
        return Err("the path is empty: give \"/\" for the root");
    }
    if path.iter().any(|&byte| byte < b' ' || byte == 0x7f) {
        return Err("the path contains control characters: encode them by rawurlencode()");
    }
    let is_absolute = path.windows(3).take(8).any(|three| three == b"://");
    let mut target = Vec::with_capacity(path.len() + 1);
    if path[0] != b'/' && path != b"*" && !is_absolute {
        target.push(b'/');
    }
    for &byte in path {
        match byte {
            b' ' => target.extend_from_slice(b"%20"),
            byte => target.push(byte),
        }
    }
    Ok(target)
}

/// The value of `Host`: without the port where it is the scheme's own.
pub fn host(host: &str, port: u16, is_unix: bool, default_port: u16) -> String {
    if is_unix {
        return "localhost".to_owned();
    }
    let name = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    if port == default_port { name } else { format!("{name}:{port}") }
}

/// `Content-Length` for the body; None: the method has none and needs not say so.
pub fn content_length(method: &[u8], body: &[Segment], is_given: bool) -> Option<u64> {
    let needs = matches!(method, b"POST" | b"PUT" | b"PATCH");
    (is_given || needs).then(|| form::length(body))
}
