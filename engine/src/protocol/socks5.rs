//! SOCKS5 as a client speaks it (RFC 1928), with a name and a password if the proxy asks for them (RFC 1929). Must not send or wait.

use std::net::IpAddr;

/// Why a proxy does not serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It does not speak version 5.
    Version(u8),
    /// It takes none of the methods that were offered.
    Method,
    /// Name and password are wrong.
    Credentials,
    /// The reply to the request is not understood.
    Reply,
    /// It could not connect: the reply's code.
    Connect(u8),
}

/// What the proxy wants to know of its client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Nothing,
    Password,
}

const VERSION: u8 = 5;
const NOTHING: u8 = 0;
const PASSWORD: u8 = 2;
const CONNECT: u8 = 1;
const IPV4: u8 = 1;
const NAME: u8 = 3;
const IPV6: u8 = 4;

/// The first message.
pub fn greeting(has_password: bool) -> Vec<u8> {
    if has_password { vec![VERSION, 2, NOTHING, PASSWORD] } else { vec![VERSION, 1, NOTHING] }
}

/// What the two bytes say that answer a greeting.
pub fn method(reply: [u8; 2]) -> Result<Method, Refusal> {
    match reply {
        [VERSION, NOTHING] => Ok(Method::Nothing),
        [VERSION, PASSWORD] => Ok(Method::Password),
        [VERSION, _] => Err(Refusal::Method),
        [version, _] => Err(Refusal::Version(version)),
    }
}

/// Name and password. None: one of them is longer than 255 bytes.
pub fn credentials(user: &[u8], password: &[u8]) -> Option<Vec<u8>> {
    let (user_len, password_len) = (u8::try_from(user.len()).ok()?, u8::try_from(password.len()).ok()?);
    Some([&[1, user_len], user, &[password_len], password].concat())
}

/// What the two bytes say that answer the credentials.
pub fn accepted(reply: [u8; 2]) -> Result<(), Refusal> {
    if reply[1] == 0 { Ok(()) } else { Err(Refusal::Credentials) }
}

/// The request for a connection; names are looked up by the proxy. None: the name is longer than 255 bytes, or empty.
pub fn connect(host: &[u8], port: u16) -> Option<Vec<u8>> {
    let mut out = vec![VERSION, CONNECT, 0];
    match std::str::from_utf8(host).ok().and_then(|text| text.parse::<IpAddr>().ok()) {
        Some(IpAddr::V4(ip)) => {
            out.push(IPV4);
            out.extend_from_slice(&ip.octets());
        }
        Some(IpAddr::V6(ip)) => {
            out.push(IPV6);
            out.extend_from_slice(&ip.octets());
        }
        None => {
            out.push(NAME);
            out.push(u8::try_from(host.len()).ok().filter(|len| *len > 0)?);
            out.extend_from_slice(host);
        }
    }
    out.extend_from_slice(&port.to_be_bytes());
    Some(out)
}

/// How long the reply to the request is, by its first five bytes.
pub fn reply_length(start: [u8; 5]) -> Result<usize, Refusal> {
    match start {
        [VERSION, 0, _, IPV4, _] => Ok(10),
        [VERSION, 0, _, IPV6, _] => Ok(22),
        [VERSION, 0, _, NAME, length] => Ok(7 + usize::from(length)),
        [VERSION, 0, ..] => Err(Refusal::Reply),
        [VERSION, code, ..] => Err(Refusal::Connect(code)),
        [version, ..] => Err(Refusal::Version(version)),
    }
}

/// What a code of [`Refusal::Connect`] means.
pub fn meaning(code: u8) -> &'static str {
    match code {
        1 => "general failure",
        2 => "not allowed by the proxy's rules",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused",
        6 => "time to live expired",
        7 => "command not supported",
        8 => "address type not supported",
        _ => "unknown error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_those_of_the_rfcs() {
        assert_eq!(greeting(false), [5, 1, 0]);
        assert_eq!(greeting(true), [5, 2, 0, 2]);
        assert_eq!(credentials(b"ab", b"c").as_deref(), Some(&b"\x01\x02ab\x01c"[..]));
        assert_eq!(credentials(&[b'x'; 256], b""), None);
        assert_eq!(connect(b"127.0.0.1", 80).as_deref(), Some(&b"\x05\x01\x00\x01\x7f\0\0\x01\0\x50"[..]));
        assert_eq!(connect(b"a.b", 443).as_deref(), Some(&b"\x05\x01\x00\x03\x03a.b\x01\xbb"[..]));
        let six = connect(b"::1", 1).expect("an address");
        assert_eq!((six[3], six.len()), (4, 22));
        assert_eq!((connect(b"", 1), connect(&[b'x'; 256], 1)), (None, None));
    }

    #[test]
    fn replies_are_understood_or_refused() {
        assert_eq!(method([5, 0]), Ok(Method::Nothing));
        assert_eq!(method([5, 2]), Ok(Method::Password));
        assert_eq!(method([5, 0xff]), Err(Refusal::Method));
        assert_eq!(method(*b"HT"), Err(Refusal::Version(b'H')));
        assert_eq!((accepted([1, 0]), accepted([1, 1])), (Ok(()), Err(Refusal::Credentials)));
        assert_eq!(reply_length([5, 0, 0, 1, 9]), Ok(10));
        assert_eq!(reply_length([5, 0, 0, 4, 9]), Ok(22));
        assert_eq!(reply_length([5, 0, 0, 3, 9]), Ok(16));
        assert_eq!(reply_length([5, 5, 0, 1, 0]), Err(Refusal::Connect(5)));
        assert_eq!(reply_length([5, 0, 0, 7, 0]), Err(Refusal::Reply));
        assert_eq!(reply_length([4, 0, 0, 1, 0]), Err(Refusal::Version(4)));
        assert_eq!(meaning(5), "connection refused");
    }
}
