//! Opening client connections by the ten thousand: source addresses, descriptor limit, socket options.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use socket2::{Domain, Protocol, Socket, Type};

/// One source address has about 28 000 ports; a loopback client may use all of 127/8.
const CONNECTIONS_PER_SOURCE: usize = 16_000;

/// Hands out sockets for one target.
pub struct Dialer {
    target: SocketAddr,
    opened: usize,
    first_source: u8,
}

impl Dialer {
    /// `index` keeps the source addresses of several dialers (one a thread) apart.
    pub fn new(target: SocketAddr, index: usize) -> Dialer {
        Dialer { target, opened: 0, first_source: u8::try_from(index % 16).unwrap_or(0) }
    }

    /// Connected, non-blocking, without Nagle's delay.
    pub fn open(&mut self) -> io::Result<Socket> {
        let socket = self.socket()?;
        socket.connect_timeout(&self.target.into(), Duration::from_secs(10))?;
        socket.set_nonblocking(true)?;
        Ok(socket)
    }

    /// Non-blocking, the connect under way: it is done when the socket becomes writable.
    pub fn start(&mut self) -> io::Result<Socket> {
        let socket = self.socket()?;
        socket.set_nonblocking(true)?;
        match socket.connect(&self.target.into()) {
            Err(error) if error.raw_os_error() != Some(rustix::io::Errno::INPROGRESS.raw_os_error()) => Err(error),
            _ => Ok(socket),
        }
    }

    fn socket(&mut self) -> io::Result<Socket> {
        let socket = Socket::new(Domain::for_address(self.target), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_tcp_nodelay(true)?;
        if self.opened >= CONNECTIONS_PER_SOURCE && self.target.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST) {
            let step = u8::try_from(self.opened / CONNECTIONS_PER_SOURCE % 200).unwrap_or(0);
            socket.bind(&SocketAddr::from(([127, 0, 1 + self.first_source, 1 + step], 0)).into())?;
        }
        self.opened += 1;
        Ok(socket)
    }
}

/// Lifts the soft limit of open descriptors to the hard one; children inherit it. Returns the limit.
pub fn lift_descriptor_limit() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    match setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }) {
        Ok(()) => limit.maximum.unwrap_or(u64::MAX),
        Err(_) => limit.current.unwrap_or(u64::MAX),
    }
}
