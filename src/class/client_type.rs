//! What the type of a client (`SWOOLE_SOCK_TCP | SWOOLE_KEEP` …) says, and the options both clients share. It must not open sockets.

use std::rc::Rc;

use rswoole_engine::settings::TlsSettings;

use crate::socket::{CoSocket, Done, Host, Limit, NO_DTLS, Proxy, ProxyKind, Stop};
use crate::zend::{self, Array, Outcome, Raised, throw_type_error};

use super::{client_options, framing_options, tls_options};

const SSL: i64 = 512;
const ASYNC: i64 = 1024;
const SYNC: i64 = 2048;
const KEEP: i64 = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientType {
    pub domain: i32,
    pub kind: i32,
    /// `SWOOLE_SOCK_*` without flags.
    pub number: i64,
    pub ssl: bool,
    pub keep: bool,
}

impl ClientType {
    pub fn new(given: i64, class: &str) -> Outcome<ClientType> {
        let number = given & !(SSL | ASYNC | SYNC | KEEP);
        let (domain, kind) = match number {
            1 => (libc::AF_INET, libc::SOCK_STREAM),
            2 => (libc::AF_INET, libc::SOCK_DGRAM),
            3 => (libc::AF_INET6, libc::SOCK_STREAM),
            4 => (libc::AF_INET6, libc::SOCK_DGRAM),
            5 => (libc::AF_UNIX, libc::SOCK_STREAM),
            6 => (libc::AF_UNIX, libc::SOCK_DGRAM),
            _ => {
                return Err(throw_type_error(&format!(
                    "{class}::__construct() expects parameter 1 to be client type, unknown type {given} given"
                )));
            }
        };
        Ok(ClientType { domain, kind, number, ssl: given & SSL != 0, keep: given & KEEP != 0 })
    }

    pub fn is_stream(self) -> bool {
        self.kind == libc::SOCK_STREAM
    }
}

/// The proxy that the options name. Both host and port are needed; SOCKS5 goes before HTTP.
pub fn proxy(options: &Array) -> Outcome<Option<Proxy>> {
    for (kind, prefix, user, password) in [
        (ProxyKind::Socks5, "socks5", "socks5_username", "socks5_password"),
        (ProxyKind::Http, "http_proxy", "http_proxy_user", "http_proxy_password"),
    ] {
        let text = |name: &str| match options.get(name).filter(|value| !value.is_null()) {
            Some(value) => value.to_str().map(|text| text.as_bytes().to_vec()),
            None => Ok(Vec::new()),
        };
        let host = text(&format!("{prefix}_host"))?;
        if host.is_empty() {
            continue;
        }
        let port = options.get(&format!("{prefix}_port")).map_or(0, |port| port.to_int());
        if !(1..=65535).contains(&port) {
            zend::warning(&format!(
                "option \"{prefix}_host\" has no effect: {prefix}_port must be 1 to 65535, {port} given"
            ));
            Raised::check(())?;
            continue;
        }
        let (user, password) = (text(user)?, text(password)?);
        let credentials = (!user.is_empty()).then_some((user, password));
        return Ok(Some(Proxy { kind, host, port, credentials }));
    }
    Ok(None)
}

/// Connects as the options say: straight, or through a proxy. Datagrams go straight.
pub fn connect(socket: &CoSocket, host: Host<'_>, options: &Array, limit: &Limit) -> Done<()> {
    let proxy = if socket.is_stream() { proxy(options).map_err(Stop::Raised)? } else { None };
    match proxy {
        Some(proxy) if socket.domain != libc::AF_UNIX => socket.connect_through(&proxy, host, limit),
        _ => socket.connect(host, limit),
    }
}

/// A socket for a server of HTTP, prepared as the options say and not connected; and the name of the host, or path of the unix socket, that it goes to.
/// `nearest`: what it is connected to instead, such as a proxy. `protocols`: TLS is spoken, and these are offered (ALPN).
pub fn open_for_http(
    host: &str,
    options: &Array,
    nearest: Option<&[u8]>,
    protocols: Option<&[&[u8]]>,
) -> Done<(Rc<CoSocket>, String)> {
    let path = host.strip_prefix("unix:").map(|path| format!("/{}", path.trim_start_matches('/')));
    let first = nearest.unwrap_or(host.as_bytes());
    let domain = match &path {
        Some(_) => libc::AF_UNIX,
        None if first.contains(&b':') => libc::AF_INET6,
        None => libc::AF_INET,
    };
    let name = path.unwrap_or_else(|| host.to_owned());
    let socket = CoSocket::open(domain, libc::SOCK_STREAM, 0)?;
    if !prepare(&socket, options).map_err(Stop::Raised)? {
        return Err(Stop::code(libc::EINVAL.into()));
    }
    let nodelay = options.get("open_tcp_nodelay").is_none_or(|value| value.is_null() || value.to_bool());
    if domain != libc::AF_UNIX && nodelay {
        let _ = socket.set_option(libc::IPPROTO_TCP, libc::TCP_NODELAY, &1i32.to_ne_bytes());
    }
    if let Some(protocols) = protocols {
        let settings = tls_options::of(options).map_err(Stop::Raised)?;
        // The server is to be the one that was asked for.
        let host_is_implied = settings.host_name.is_none();
        let host_name = settings.host_name.clone().or_else(|| Some(name.clone()));
        let alpn = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        socket.set_tls(Some(TlsSettings { host_name, host_is_implied, alpn, ..settings }));
    }
    Ok((socket, name))
}

/// Gives a socket of a TLS client its `ssl_*` options. False: not for datagrams.
pub fn secure(socket: &CoSocket, kind: ClientType, options: &Array) -> Outcome<bool> {
    if !kind.ssl {
        return Ok(true);
    }
    if !kind.is_stream() {
        zend::warning(NO_DTLS);
        return Raised::check(false);
    }
    socket.set_tls(Some(tls_options::of(options)?));
    Ok(true)
}

/// Gives a new socket what the options say. False: an option is wrong, and a warning has said so.
pub fn prepare(socket: &CoSocket, options: &Array) -> Outcome<bool> {
    if !adjust(socket, options)? {
        return Ok(false);
    }
    if let Some(size) = client_options::size(options, "socket_buffer_size") {
        let size = i32::try_from(size).unwrap_or(i32::MAX).to_ne_bytes();
        for name in [libc::SO_SNDBUF, libc::SO_RCVBUF] {
            // The system has a limit of its own, which is no error.
            let _ = socket.set_option(libc::SOL_SOCKET, name, &size);
        }
    }
    let nodelay = options.get("open_tcp_nodelay").is_some_and(|value| value.to_bool());
    if nodelay && socket.is_stream() && socket.domain != libc::AF_UNIX {
        let _ = socket.set_option(libc::IPPROTO_TCP, libc::TCP_NODELAY, &1i32.to_ne_bytes());
    }
    let address = options.get("bind_address").map(|address| address.to_str()).transpose()?;
    let port = options.get("bind_port").map_or(0, |port| port.to_int());
    if let Some(address) = address.filter(|address| !address.is_empty()) {
        if socket.bind(&address, port).is_err() {
            zend::warning(&format!("bind address or port error in set method: {}:{port}", address.to_text()));
            return Raised::check(false);
        }
    }
    Raised::check(true)
}

/// The options that an open socket follows too: time limits and framing.
pub fn adjust(socket: &CoSocket, options: &Array) -> Outcome<bool> {
    let mut timeouts = socket.timeouts.get();
    for name in ["timeout", "connect_timeout", "read_timeout", "write_timeout", "dns_timeout"] {
        if let Some(seconds) = options.get(name) {
            timeouts.set(name, seconds.to_float());
        }
    }
    socket.timeouts.set(timeouts);
    let Some(packets) = framing_options::packets(options)? else { return Ok(false) };
    socket.set_packets(packets);
    Ok(true)
}
