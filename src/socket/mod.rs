//! Sockets that coroutines wait on: the engine room of `Coroutine\Socket` and `Coroutine\Client`. It knows coroutines and time
//! limits; it must not know PHP objects or settings arrays.
//!
//! Every operation first tries; only what would block waits, which needs a coroutine. One coroutine may read and one may write at a time.
//!
//! | file | owns |
//! |---|---|
//! | `failure` | why an operation gave nothing |
//! | `held` | the socket of an object |
//! | `wait` | who waits for the socket, and how long |
//! | `receive`, `send`, `connect` | the operations |
//! | `packet` | whole packets of a framing |
//! | `proxy` | connections through a proxy |
//! | `tls` | TLS over the socket |
//! | `timeouts` | `socket_timeout` and its kin of `Coroutine::set()` |

mod connect;
mod failure;
mod held;
mod packet;
mod proxy;
mod receive;
mod send;
pub mod timeouts;
mod tls;
mod wait;

use std::cell::{Cell, RefCell};
use std::io;
use std::net::Shutdown;
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;

use bytes::BytesMut;
use rswoole_engine::net::tls::{TlsClient, TlsPlan};
use rswoole_engine::net::{self, ListenOptions, SocketOptions};
use rswoole_engine::sys::socket_io::{self, Name};

pub use connect::Host;
pub use failure::{BAD_DESCRIPTOR, Done, Failure, Stop, TIMED_OUT};
pub use held::Held;
pub use net::Way;
pub use packet::Packets;
pub use proxy::{Proxy, ProxyKind};
pub use tls::NO_DTLS;
pub use wait::{Limit, has_been_bound, within};

use crate::coroutine::{self, Cid, Interrupt};
use crate::zend::Bailout;
use timeouts::Timeouts;

pub struct CoSocket {
    inner: Rc<net::Socket>,
    pub domain: i32,
    pub kind: i32,
    pub protocol: i32,
    pub timeouts: Cell<Timeouts>,
    /// The coroutine that reads, and the one that writes; 0: none.
    reader: Cell<Cid>,
    writer: Cell<Cid>,
    /// Waits block the thread: for clients outside of coroutines.
    blocking: bool,
    /// Read from the kernel, not yet by the application (`recvLine`, `recvWithBuffer`, `recvPacket`).
    buffer: RefCell<BytesMut>,
    packets: RefCell<Option<Packets>>,
    tls: RefCell<Option<Rc<TlsClient>>>,
    /// How TLS is to be spoken, if it is.
    tls_plan: RefCell<Option<Rc<TlsPlan>>>,
    /// It came from `accept`: in a handshake it is the server.
    accepted: Cell<bool>,
}

impl CoSocket {
    pub fn open(domain: i32, kind: i32, protocol: i32) -> io::Result<Rc<CoSocket>> {
        Ok(Self::of(net::Socket::new(domain, kind, protocol)?, domain, kind, protocol))
    }

    /// As [`CoSocket::open`], for code that waits by blocking the thread.
    pub fn open_blocking(domain: i32, kind: i32, protocol: i32) -> io::Result<Rc<CoSocket>> {
        let mut socket = Self::open(domain, kind, protocol)?;
        if let Some(fresh) = Rc::get_mut(&mut socket) {
            fresh.blocking = true;
        }
        Ok(socket)
    }

    pub fn pair(domain: i32, kind: i32, protocol: i32) -> io::Result<(Rc<CoSocket>, Rc<CoSocket>)> {
        let (one, other) = net::Socket::pair(domain, kind, protocol)?;
        Ok((Self::of(one, domain, kind, protocol), Self::of(other, domain, kind, protocol)))
    }

    /// Takes over a descriptor, which becomes non-blocking.
    pub fn adopt(fd: OwnedFd, domain: i32, kind: i32, protocol: i32) -> io::Result<Rc<CoSocket>> {
        Ok(Self::of(net::Socket::adopt(fd)?, domain, kind, protocol))
    }

    fn of(inner: net::Socket, domain: i32, kind: i32, protocol: i32) -> Rc<CoSocket> {
        Rc::new(CoSocket {
            inner: Rc::new(inner),
            domain,
            kind,
            protocol,
            timeouts: Cell::new(timeouts::current()),
            reader: Cell::new(0),
            writer: Cell::new(0),
            blocking: false,
            buffer: RefCell::default(),
            packets: RefCell::new(None),
            tls: RefCell::default(),
            tls_plan: RefCell::default(),
            accepted: Cell::new(false),
        })
    }

    /// Domain, type and protocol of a descriptor, as the kernel knows them; an error: it is no socket.
    pub fn describe(fd: &OwnedFd) -> io::Result<(i32, i32, i32)> {
        let word = |name| {
            let mut value = [0; 4];
            socket_io::option(fd.as_fd(), libc::SOL_SOCKET, name, &mut value).map(|_| i32::from_ne_bytes(value))
        };
        Ok((word(libc::SO_DOMAIN)?, word(libc::SO_TYPE)?, word(libc::SO_PROTOCOL)?))
    }

    pub fn fd(&self) -> i32 {
        self.inner.fd()
    }

    pub fn is_stream(&self) -> bool {
        self.kind == libc::SOCK_STREAM
    }

    pub fn own_name(&self) -> Done<Name> {
        Ok(socket_io::own_name(self.inner.as_fd())?)
    }

    pub fn peer_name(&self) -> Done<Name> {
        Ok(socket_io::peer_name(self.inner.as_fd())?)
    }

    pub fn listen(&self, backlog: i32) -> Done<()> {
        Ok(self.inner.listen(backlog)?)
    }

    /// Options of a socket that listens, and its backlog. An error tells which option it was.
    pub fn listen_with(&self, options: &ListenOptions) -> Result<(), (&'static str, io::Error)> {
        self.inner.listen_with(options)
    }

    pub fn tune(&self, options: &SocketOptions) -> io::Result<()> {
        self.inner.tune(options)
    }

    pub fn accept(&self, limit: &Limit) -> Done<Rc<CoSocket>> {
        let accepted = self.operate(Way::Read, limit, &mut |socket| socket.accept().map(net::Step::more))?;
        let accepted = Self::of(accepted, self.domain, self.kind, self.protocol);
        accepted.accepted.set(true);
        accepted.tls_plan.replace(self.tls_plan.borrow().clone());
        Ok(accepted)
    }

    pub fn shutdown(&self, how: i64) -> Done<()> {
        let how = match how {
            0 => Shutdown::Read,
            1 => Shutdown::Write,
            2 => Shutdown::Both,
            _ => return Err(Stop::code(libc::EINVAL.into())),
        };
        if let Some(session) = self.session().filter(|_| how != Shutdown::Read) {
            session.close_notify();
        }
        Ok(self.inner.shutdown(how)?)
    }

    /// Asks the kernel whether the peer is still there; an orderly end is all that it can know.
    pub fn check_liveness(&self) -> Done<()> {
        self.peer_name()?;
        match socket_io::receive(self.inner.as_fd(), &mut [0], libc::MSG_PEEK | libc::MSG_DONTWAIT) {
            Ok(0) if self.is_stream() => Err(Stop::code(libc::ECONNRESET.into())),
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error.into()),
            _ => Ok(()),
        }
    }

    pub fn option(&self, level: i32, name: i32, value: &mut [u8]) -> io::Result<usize> {
        socket_io::option(self.inner.as_fd(), level, name, value)
    }

    pub fn set_option(&self, level: i32, name: i32, value: &[u8]) -> io::Result<()> {
        socket_io::set_option(self.inner.as_fd(), level, name, value)
    }

    /// The coroutine that waits that way; 0: none.
    pub fn bound(&self, way: Way) -> Cid {
        self.binding(way).get()
    }

    /// Ends the wait of the coroutine that waits that way, which goes on at once. False: none does.
    pub fn cancel(&self, way: Way) -> Result<bool, Bailout> {
        let waiting =
            coroutine::find(self.bound(way)).filter(|coroutine| coroutine.state() == coroutine::State::Waiting);
        match waiting {
            Some(coroutine) => coroutine::interrupt(&coroutine, Interrupt::Cancel).map(|()| true),
            None => Ok(false),
        }
    }

    fn is_blocking(&self) -> bool {
        self.blocking
    }

    fn binding(&self, way: Way) -> &Cell<Cid> {
        match way {
            Way::Read => &self.reader,
            Way::Write => &self.writer,
        }
    }
}

impl Drop for CoSocket {
    fn drop(&mut self) {
        if let Some(session) = self.tls.take() {
            session.close_notify();
        }
    }
}
