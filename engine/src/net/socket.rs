//! A socket of any kind whose owner decides when to read and when to write: the clients and `Coroutine\Socket` stand on it. It knows
//! system calls and readiness; must not know time limits, coroutines or PHP.
//!
//! It can be made where no runtime is, is registered when somebody first waits, and again when the loop or the process has changed
//! since: a registration belongs to one runtime of one process, the socket to whoever inherits it.

use std::io;
use std::net::{IpAddr, Shutdown, SocketAddr};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::Path;
use std::task::{Context, Poll};

use socket2::{Domain, Protocol, SockAddr, Type};

use super::Watch;
use super::options::{ListenOptions, SocketOptions};
use crate::sys::socket;

#[derive(Debug)]
pub struct Socket {
    // Before the socket: a registration must be gone when its descriptor is closed.
    watch: Watch,
    socket: socket2::Socket,
}

/// What somebody waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    Read,
    Write,
}

/// What an operation found.
pub struct Step<T> {
    pub value: T,
    /// It took all there was: wait for more before the next attempt.
    pub drained: bool,
}

impl<T> Step<T> {
    pub fn more(value: T) -> Step<T> {
        Step { value, drained: false }
    }
}

/// Where a socket goes to.
#[derive(Clone, Debug)]
pub struct Target(SockAddr);

impl Target {
    pub fn ip(ip: IpAddr, port: u16) -> Target {
        Target(SocketAddr::new(ip, port).into())
    }

    /// An error: the path is too long.
    pub fn unix(path: &Path) -> io::Result<Target> {
        SockAddr::unix(path).map(Target)
    }
}

impl Socket {
    /// `socket(2)`: non-blocking and close-on-exec.
    pub fn new(domain: i32, kind: i32, protocol: i32) -> io::Result<Socket> {
        let kind = Type::from(kind).nonblocking().cloexec();
        let socket = socket2::Socket::new(Domain::from(domain), kind, Some(Protocol::from(protocol)))?;
        Ok(Self::wrap(socket))
    }

    /// `socketpair(2)`
    pub fn pair(domain: i32, kind: i32, protocol: i32) -> io::Result<(Socket, Socket)> {
        let kind = Type::from(kind).nonblocking().cloexec();
        let (one, other) = socket2::Socket::pair(Domain::from(domain), kind, Some(Protocol::from(protocol)))?;
        Ok((Self::wrap(one), Self::wrap(other)))
    }

    /// Takes over a socket that exists, and makes it non-blocking.
    pub fn adopt(fd: OwnedFd) -> io::Result<Socket> {
        let socket = socket2::Socket::from(fd);
        socket.set_nonblocking(true)?;
        Ok(Self::wrap(socket))
    }

    fn wrap(socket: socket2::Socket) -> Socket {
        Socket { watch: Watch::new(socket.as_raw_fd()), socket }
    }

    pub fn fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    /// A port that an earlier socket left in TIME_WAIT can be bound again.
    pub fn bind(&self, target: &Target) -> io::Result<()> {
        if !target.0.is_unix() {
            self.socket.set_reuse_address(true)?;
        }
        self.socket.bind(&target.0)
    }

    pub fn listen(&self, backlog: i32) -> io::Result<()> {
        self.socket.listen(backlog)
    }

    /// As [`Socket::listen`], with options; on a socket that listens already they change. An error tells which option it was.
    pub fn listen_with(&self, options: &ListenOptions) -> Result<(), (&'static str, io::Error)> {
        let is_tcp = self.socket.domain().is_ok_and(|domain| domain != Domain::UNIX);
        options.listen((&self.socket).into(), is_tcp)
    }

    /// Options of a connection; a unix connection has none of them.
    pub fn tune(&self, options: &SocketOptions) -> io::Result<()> {
        if self.socket.domain()? == Domain::UNIX {
            return Ok(());
        }
        options.apply((&self.socket).into())
    }

    /// The next connection, non-blocking.
    pub fn accept(&self) -> io::Result<Socket> {
        let (fd, _) = socket::accept(self.socket.as_fd())?;
        Ok(Self::wrap(fd.into()))
    }

    /// Begins to connect; `EINPROGRESS`: [`Socket::connected`] tells when it is writable.
    pub fn connect(&self, target: &Target) -> io::Result<()> {
        // What was seen of an unconnected socket (it hangs up, it is writable) says nothing about the connection.
        self.watch.forget();
        self.socket.connect(&target.0)
    }

    /// What became of [`Socket::connect`]; "would block" while it goes on.
    pub fn connected(&self) -> io::Result<()> {
        if let Some(error) = self.socket.take_error()? {
            return Err(error);
        }
        match self.socket.peer_addr() {
            Err(error) if error.kind() == io::ErrorKind::NotConnected => Err(io::ErrorKind::WouldBlock.into()),
            other => other.map(drop),
        }
    }

    pub fn send_to(&self, data: &[u8], target: &Target) -> io::Result<usize> {
        self.socket.send_to_with_flags(data, &target.0, libc::MSG_NOSIGNAL)
    }

    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.socket.shutdown(how)
    }

    /// What the kernel calls its domain, type and protocol.
    pub fn describe(&self) -> io::Result<(i32, i32, i32)> {
        let protocol = self.socket.protocol()?.map_or(0, i32::from);
        Ok((self.socket.domain()?.into(), self.socket.r#type()?.into(), protocol))
    }

    /// Whether readiness is known: then an operation that nothing announced need not be tried.
    pub fn is_watched(&self) -> bool {
        self.watch.is_registered()
    }

    /// Runs `operation` when the socket is ready for it; when it would block, waits for the next time. One task can wait for each way.
    pub fn poll_io<T>(
        &self,
        way: Way,
        cx: &mut Context<'_>,
        operation: &mut impl FnMut(&Socket) -> io::Result<Step<T>>,
    ) -> Poll<io::Result<T>> {
        self.watch.poll(way, cx, |mut guard| match guard.try_io(|_| operation(self)) {
            Ok(Ok(step)) => {
                if step.drained {
                    guard.clear_ready();
                }
                Some(Ok(step.value))
            }
            Ok(Err(error)) => Some(Err(error)),
            Err(_) => None,
        })
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
