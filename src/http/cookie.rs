//! The text of a Set-Cookie header, and what may stand in it. The rules and their words are PHP's (`setcookie()`), with the attributes
//! that the original has beyond it. Must not know where cookies are kept.

use rswoole_engine::protocol::http1::date;
use rswoole_engine::sys::clock::unix_micros;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    pub name: Vec<u8>,
    pub value: Vec<u8>,
    pub expires: i64,
    pub path: Vec<u8>,
    pub domain: Vec<u8>,
    pub secure: bool,
    pub http_only: bool,
    pub same_site: Vec<u8>,
    pub priority: Vec<u8>,
    pub partitioned: bool,
    /// The value is percent-encoded (`cookie()`), not taken as it is (`rawcookie()`).
    pub encode: bool,
}

impl Cookie {
    pub fn new(encode: bool) -> Cookie {
        Cookie {
            name: Vec::new(),
            value: Vec::new(),
            expires: 0,
            path: Vec::new(),
            domain: Vec::new(),
            secure: false,
            http_only: false,
            same_site: Vec::new(),
            priority: Vec::new(),
            partitioned: false,
            encode,
        }
    }

    /// The header's value, or what is wrong.
    pub fn text(&self) -> Result<Vec<u8>, String> {
        self.check()?;
        let mut text = self.name.clone();
        text.push(b'=');
        if self.value.is_empty() {
            text.extend_from_slice(b"deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0");
        } else {
            if self.encode {
                url_encode(&self.value, &mut text);
            } else {
                text.extend_from_slice(&self.value);
            }
            if self.expires > 0 {
                let now = (unix_micros() / 1_000_000) as i64;
                let date = cookie_date(self.expires as u64);
                text.extend_from_slice(format!("; expires={date}; Max-Age={}", (self.expires - now).max(0)).as_bytes());
            }
        }
        for (label, value) in [(&b"; path="[..], &self.path), (b"; domain=", &self.domain)] {
            attribute(&mut text, label, value);
        }
        for (label, set) in [(&b"; secure"[..], self.secure), (b"; HttpOnly", self.http_only)] {
            if set {
                text.extend_from_slice(label);
            }
        }
        attribute(&mut text, b"; SameSite=", &self.same_site);
        attribute(&mut text, b"; Priority=", &self.priority);
        if self.partitioned {
            text.extend_from_slice(b"; Partitioned");
        }
        Ok(text)
    }

    fn check(&self) -> Result<(), String> {
        if self.name.is_empty() {
            return Err("The name cannot be empty".to_owned());
        }
        if contains(&self.name, b"=,; \t\r\n\x0b\x0c\0") {
            return Err(format!(r#"The name cannot contain "=", {FORBIDDEN}"#));
        }
        if !self.encode && contains(&self.value, b",; \t\r\n\x0b\x0c\0") {
            return Err(format!("The value cannot contain {FORBIDDEN}"));
        }
        let options = [
            ("path", &self.path),
            ("domain", &self.domain),
            ("sameSite", &self.same_site),
            ("priority", &self.priority),
        ];
        for (what, value) in options {
            if contains(value, b",; \t\r\n\x0b\x0c\0") {
                return Err(format!("The {what} option cannot contain {FORBIDDEN}"));
            }
        }
        if self.expires > LAST {
            return Err("The expires cannot have a year greater than 9999".to_owned());
        }
        Ok(())
    }
}

fn attribute(text: &mut Vec<u8>, label: &[u8], value: &[u8]) {
    if !value.is_empty() {
        text.extend_from_slice(label);
        text.extend_from_slice(value);
    }
}

fn contains(text: &[u8], forbidden: &[u8]) -> bool {
    text.iter().any(|byte| forbidden.contains(byte))
}

/// `Mon, 23-Nov-2026 09:39:59 GMT`, as PHP writes cookies.
fn cookie_date(seconds: u64) -> String {
    let text = date(seconds);
    match (text.get(..7), text.get(8..11), text.get(12..)) {
        (Some(day), Some(month), Some(rest)) => format!("{day}-{month}-{rest}"),
        _ => text,
    }
}

/// `urlencode()`
pub fn url_encode(text: &[u8], into: &mut Vec<u8>) {
    for &byte in text {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => into.push(byte),
            b' ' => into.push(b'+'),
            _ => into.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
}

const FORBIDDEN: &str = r#"",", ";", " ", "\t", "\r", "\n", "\013", or "\014""#;
/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;
