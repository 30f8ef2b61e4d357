//! Opening client connections by the ten thousand: source addresses, descriptor limit, socket options.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use socket2::{Domain, Protocol, Socket, Type};

/// One source address has about 28 000 ports; a loopback client may use all of 127/8.
const CONNECTIONS_PER_SOURCE: usize = 16_000;

/// Connections of this process, over all targets and turns: the ports of those that ended are not free for another minute.
static OPENED: AtomicUsize = AtomicUsize::new(0);

/// Hands out sockets for one target.
pub struct Dialer {
    target: SocketAddr,
}

impl Dialer {
    pub fn new(target: SocketAddr) -> Dialer {
        Dialer { target }
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
        let step = OPENED.fetch_add(1, Ordering::Relaxed) / CONNECTIONS_PER_SOURCE;
        if step > 0 && self.target.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST) {
            let host = u8::try_from(step % 200).unwrap_or(0);
            socket.bind(&SocketAddr::from(([127, 0, 1, 1 + host], 0)).into())?;
        }
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
