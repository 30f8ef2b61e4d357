//! Connections through a proxy: HTTP (CONNECT) and SOCKS5. Names are looked up by the proxy. It must not know where the options came from.

use std::cell::RefCell;

use bytes::BytesMut;
use rswoole_engine::protocol::http1::{AnswerReader, Asked, Flaw, Piece, basic};
use rswoole_engine::protocol::socks5::{self, Method, Refusal};

use super::CoSocket;
use super::connect::Host;
use super::failure::{Done, Failure, Stop};
use super::wait::Limit;
use crate::error_texts;
use crate::errors::code;

/// Who stands between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    pub kind: ProxyKind,
    pub host: Vec<u8>,
    pub port: i64,
    /// Name and password.
    pub credentials: Option<(Vec<u8>, Vec<u8>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyKind {
    Http,
    Socks5,
}

impl CoSocket {
    /// Connects to the proxy, and has it connect to `host`. Afterwards the socket is as if it had connected itself; TLS, if it is wanted, is
    /// spoken with `host`.
    pub fn connect_through(&self, proxy: &Proxy, host: Host<'_>, limit: &Limit) -> Done<()> {
        self.reach(proxy, limit)?;
        let port = u16::try_from(host.port).map_err(|_| Stop::code(code::BAD_PORT))?;
        match proxy.kind {
            ProxyKind::Http => self.tunnel(proxy, host.name, port, limit)?,
            ProxyKind::Socks5 => self.socks5(proxy, host.name, port, limit)?,
        }
        if self.wants_tls() { self.handshake(limit) } else { Ok(()) }
    }

    /// Connects to the proxy and no further.
    pub fn reach(&self, proxy: &Proxy, limit: &Limit) -> Done<()> {
        self.connect_plainly(Host { name: &proxy.host, port: proxy.port }, limit)
    }

    fn tunnel(&self, proxy: &Proxy, host: &[u8], port: u16, limit: &Limit) -> Done<()> {
        let name = String::from_utf8_lossy(host);
        let name = if name.contains(':') { format!("[{name}]") } else { name.into_owned() };
        let mut head = format!("CONNECT {name}:{port} HTTP/1.1\r\nHost: {name}:{port}\r\n");
        if let Some((user, password)) = &proxy.credentials {
            head.push_str(&format!("Proxy-Authorization: {}\r\n", basic(user, password)));
        }
        head.push_str("\r\n");
        self.say(head.as_bytes(), limit)?;
        let (mut reader, input) = (AnswerReader::new(Asked::Connect), RefCell::new(BytesMut::new()));
        let mut status = 0;
        loop {
            let piece = reader.next(&mut input.borrow_mut());
            match piece {
                Ok(Some(Piece::Head(head))) => status = head.status,
                Ok(Some(Piece::End)) if (200..300).contains(&status) => break,
                Ok(None) if status == 0 => {
                    // One byte at a time: what follows the head belongs to whoever reads next.
                    let more = |bytes: &[u8]| {
                        input.borrow_mut().extend_from_slice(bytes);
                        bytes.len()
                    };
                    if self.receive(1, limit, more)? == 0 {
                        return Err(Stop::code(code::HTTP_PROXY_HANDSHAKE_ERROR));
                    }
                }
                Err(Flaw::Malformed(why)) => return Err(because(code::HTTP_PROXY_BAD_RESPONSE, why)),
                _ => {
                    let why = format!("the proxy answered with status {status}");
                    return Err(because(code::HTTP_PROXY_HANDSHAKE_FAILED, &why));
                }
            }
        }
        Ok(())
    }

    fn socks5(&self, proxy: &Proxy, host: &[u8], port: u16, limit: &Limit) -> Done<()> {
        self.say(&socks5::greeting(proxy.credentials.is_some()), limit)?;
        let method = socks5::method(self.hear(limit)?).map_err(refused)?;
        if method == Method::Password {
            let credentials =
                proxy.credentials.as_ref().and_then(|(user, password)| socks5::credentials(user, password));
            let credentials = credentials.ok_or_else(|| refused(Refusal::Credentials))?;
            self.say(&credentials, limit)?;
            socks5::accepted(self.hear(limit)?).map_err(refused)?;
        }
        let request = socks5::connect(host, port).ok_or(Stop::code(code::BAD_HOST_ADDR))?;
        self.say(&request, limit)?;
        let start: [u8; 5] = self.hear(limit)?;
        let length = socks5::reply_length(start).map_err(refused)?;
        self.hear_some(length - start.len(), limit).map(drop)
    }

    fn say(&self, bytes: &[u8], limit: &Limit) -> Done<()> {
        match self.send_all(bytes, limit)? {
            (_, Some(stop)) => Err(stop),
            (_, None) => Ok(()),
        }
    }

    fn hear<const N: usize>(&self, limit: &Limit) -> Done<[u8; N]> {
        let bytes = self.hear_some(N, limit)?;
        <[u8; N]>::try_from(&bytes[..]).map_err(|_| Stop::code(code::SOCKS5_HANDSHAKE_FAILED))
    }

    fn hear_some(&self, length: usize, limit: &Limit) -> Done<Vec<u8>> {
        let (bytes, stopped) = self.receive_exactly(length, limit)?;
        match stopped {
            Some(stop) => Err(stop),
            None if bytes.len() == length => Ok(bytes),
            None => Err(Stop::code(code::SOCKS5_HANDSHAKE_FAILED)),
        }
    }
}

fn refused(refusal: Refusal) -> Stop {
    match refusal {
        Refusal::Version(_) => Stop::code(code::SOCKS5_UNSUPPORT_VERSION),
        Refusal::Method => Stop::code(code::SOCKS5_UNSUPPORT_METHOD),
        Refusal::Credentials => Stop::code(code::SOCKS5_AUTH_FAILED),
        Refusal::Reply => Stop::code(code::SOCKS5_SERVER_ERROR),
        Refusal::Connect(number) => because(code::SOCKS5_CONNECT_FAILED, socks5::meaning(number)),
    }
}

fn because(number: i64, why: &str) -> Stop {
    Failure::with_text(number, format!("{}: {why}", error_texts::text(number, 0))).into()
}
