//! `Server::sendto()`, and `Server::send()` to the path of a unix datagram client: straight out by the port's own socket, from any
//! process of the server.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::time::{Duration, Instant};

use rswoole_engine::events::PacketPeer;
use rswoole_engine::net::DatagramSender;

use super::port::{UDP, UDP6, UNIX_DGRAM};
use super::server::{refuse, state};
use crate::coroutine;
use crate::errors::{self, code};
use crate::state::{PortState, ServerState};
use crate::zend::{Call, Outcome, Zv};

pub fn sendto(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if state.running().is_none() {
        return refuse("server is not running");
    }
    send(&state, call.bytes(0), call.int(1), call.bytes(2), call.opt_int(3).unwrap_or(-1))
}

/// `send()` with a path for `$fd`. None: that is no path, or no port could send to it.
pub fn send_to_path(state: &ServerState, path: &[u8], data: &[u8], socket: i64) -> Option<Outcome<Zv>> {
    let unix = path.starts_with(b"/") && state.ports.borrow().iter().any(|port| port.kind == UNIX_DGRAM);
    unix.then(|| send(state, path, 0, data, socket))
}

fn send(state: &ServerState, host: &[u8], number: i64, data: &[u8], socket: i64) -> Outcome<Zv> {
    if data.is_empty() {
        errors::warn("the data sent must not be empty");
        return failed(code::NO_PAYLOAD);
    }
    let kind = kind_of(host);
    // The port's sender is taken by number, so that no borrow is held while a coroutine waits.
    let found = {
        let ports = state.ports.borrow();
        let datagram = |port: &&std::rc::Rc<PortState>| port.sender.is_some();
        let mut fitting = ports.iter().filter(datagram);
        if socket < 0 {
            fitting.find(|port| port.kind == kind)
        } else {
            fitting.find(|port| i64::from(port.fd) == socket)
        }
        .cloned()
    };
    let Some(port) = found else {
        if socket >= 0 {
            return refuse(&format!("server_socket[{socket}] is not the socket of a UDP or unix datagram port"));
        }
        let name = match kind {
            UDP6 => "UDP6",
            UNIX_DGRAM => "UnixDgram",
            _ => "UDP",
        };
        return refuse(&format!("{name} listener has to be added before executing sendto"));
    };
    let peer = match peer(port.kind, host, number) {
        Ok(peer) => peer,
        Err(code) => return failed(code),
    };
    match &port.sender {
        Some(sender) => deliver(sender, data, &peer),
        None => failed(code::INVALID_PARAMS),
    }
}

/// Which port an address belongs to (manual: IPv4 needs a UDP port, IPv6 a UDP6 port).
fn kind_of(host: &[u8]) -> i64 {
    match host {
        [b'/', ..] => UNIX_DGRAM,
        host if host.contains(&b':') => UDP6,
        _ => UDP,
    }
}

fn peer(kind: i64, host: &[u8], number: i64) -> Result<PacketPeer, i64> {
    if kind == UNIX_DGRAM {
        return Ok(PacketPeer::Unix(host.to_vec()));
    }
    let number = u16::try_from(number).map_err(|_| code::BAD_PORT)?;
    let text = std::str::from_utf8(host).map_err(|_| code::DNSLOOKUP_RESOLVE_FAILED)?;
    let ip =
        if kind == UDP6 { text.parse::<Ipv6Addr>().map(IpAddr::V6) } else { text.parse::<Ipv4Addr>().map(IpAddr::V4) };
    if let Ok(ip) = ip {
        return Ok(PacketPeer::Ip(SocketAddr::new(ip, number)));
    }
    resolve(text, number, kind == UDP6).map(PacketPeer::Ip).ok_or(code::DNSLOOKUP_RESOLVE_FAILED)
}

/// Names are looked up, as by the original; what only looks like an address is none.
fn resolve(name: &str, number: u16, v6: bool) -> Option<SocketAddr> {
    if name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b':') {
        return None;
    }
    (name, number).to_socket_addrs().ok()?.find(|address| address.is_ipv6() == v6)
}

/// When the socket, or a unix client, takes no more now, a coroutine waits for it; other code tries for a moment.
fn deliver(sender: &DatagramSender, data: &[u8], peer: &PacketPeer) -> Outcome<Zv> {
    let suspends = coroutine::in_coroutine();
    let deadline = Instant::now() + if suspends { PATIENCE } else { BLOCKING_PATIENCE };
    let mut pause = Duration::from_millis(1);
    loop {
        let error = match sender.send(data, peer) {
            Ok(()) => return Ok(Zv::bool(true)),
            Err(error) => error,
        };
        let full = error.kind() == ErrorKind::WouldBlock || error.raw_os_error() == Some(libc::ENOBUFS);
        if !full || Instant::now() >= deadline {
            return failed(number_of(&error));
        }
        if suspends {
            let slept = coroutine::sleep(pause).map(|()| true);
            if !slept.or_else(|cancelled| cancelled.reply(false))? {
                return failed(code::CO_CANCELED);
            }
        } else {
            std::thread::sleep(pause);
        }
        pause = (pause * 2).min(Duration::from_millis(16));
    }
}

fn number_of(error: &io::Error) -> i64 {
    error.raw_os_error().map_or(code::SYSTEM_CALL_FAIL, i64::from)
}

fn failed(code: i64) -> Outcome<Zv> {
    errors::set_last(code);
    Ok(Zv::bool(false))
}

const PATIENCE: Duration = Duration::from_secs(5);
/// The whole process stands still meanwhile.
const BLOCKING_PATIENCE: Duration = Duration::from_millis(100);
