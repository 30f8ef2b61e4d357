//! Forms and cookies: PHP's arrays as a client sends them, and what a server sets as PHP has it. Must not know classes.

use crate::http::cookie::url_encode;
use crate::http::request::decode;
use crate::zend::{self, Array, Callable, Key, Outcome, Zv};

/// The type of what [`urlencoded`] makes.
pub const URLENCODED: &str = "application/x-www-form-urlencoded";

/// An array as a form, by PHP's own `http_build_query`.
pub fn urlencoded(data: &Zv) -> Outcome<Vec<u8>> {
    let build = Callable::new(&Zv::str("http_build_query")).map_err(|reason| zend::throw_error(&reason))?;
    let text = build.call(&mut [data.clone()])?.to_str()?;
    Ok(text.as_bytes().to_vec())
}

/// The value of `Cookie`; empty: there are none. What has no name is none; nor is what has no value, unless `with_empty` says so.
pub fn cookie(cookies: &Zv, with_empty: bool) -> Outcome<Vec<u8>> {
    let mut text = Vec::new();
    let Some(cookies) = cookies.as_array() else { return Ok(text) };
    for (name, value) in cookies.iter() {
        let Key::Str(name) = &name else { continue };
        let value = value.to_str()?;
        let forbidden = |byte: &u8| *byte < b' ' || matches!(byte, b'=' | b';' | b',' | 0x7f);
        let is_left_out = value.as_bytes().is_empty() && !with_empty;
        if name.as_bytes().is_empty() || is_left_out || name.as_bytes().iter().any(forbidden) {
            continue;
        }
        if !text.is_empty() {
            text.extend_from_slice(b"; ");
        }
        text.extend_from_slice(name.as_bytes());
        text.push(b'=');
        url_encode(&value, &mut text);
    }
    Ok(text)
}

/// Adds what a `Set-Cookie` says. One without a name gets a number.
pub fn set_cookie(text: &[u8], cookies: &mut Array) {
    let pair = text.split(|&byte| byte == b';').next().unwrap_or_default();
    let (name, value) = match pair.iter().position(|&byte| byte == b'=') {
        Some(at) => (pair[..at].trim_ascii(), &pair[at + 1..]),
        None => (&pair[..0], pair),
    };
    let value = Zv::str(decode(value.trim_ascii(), true));
    if name.is_empty() { cookies.push(value) } else { cookies.insert_bytes(name, value) }
}
