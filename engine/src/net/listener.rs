//! A listening socket before any runtime exists: bound once, inherited over fork, duplicated for each that accepts.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use socket2::{Domain, Protocol, SockAddr, Socket, Type};

use super::address::Address;
use super::bind_error::{BindError, BindProblem};
use super::datagram::DatagramSender;
use super::options::ListenOptions;

#[derive(Debug)]
pub struct Listener {
    socket: Socket,
    /// With the real port where 0 was asked for.
    local: Address,
    /// Bound to a port that another socket listens on, which shares it.
    shared: bool,
    transport: Transport,
}

/// What a socket carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transport {
    /// Connections: TCP, unix stream.
    Stream,
    /// UDP, unix datagrams.
    Datagram,
}

impl Transport {
    fn socket(self, domain: Domain) -> io::Result<Socket> {
        let (kind, protocol) = match self {
            Transport::Stream => (Type::STREAM, Protocol::TCP),
            Transport::Datagram => (Type::DGRAM, Protocol::UDP),
        };
        let protocol = (domain != Domain::UNIX).then_some(protocol);
        Socket::new(domain, kind.nonblocking().cloexec(), protocol)
    }
}

impl Listener {
    /// Binds, so that port 0 becomes a real one and errors show early; `listen` puts it to work. The socket is non-blocking and
    /// close-on-exec from its first moment.
    pub fn bind(address: &Address) -> Result<Listener, BindError> {
        Self::bind_as(address, Transport::Stream)
    }

    /// As `bind`, for UDP and unix datagrams: packets wait in the kernel from this moment on.
    pub fn bind_datagram(address: &Address) -> Result<Listener, BindError> {
        Self::bind_as(address, Transport::Datagram)
    }

    fn bind_as(address: &Address, transport: Transport) -> Result<Listener, BindError> {
        match address {
            Address::Tcp(ip) => match Self::bind_ip(address, *ip, transport, false) {
                // Perhaps another server's, that shares it (`enable_reuse_port`): `listen` knows whether we may.
                Err(error) if matches!(error.problem, BindProblem::InUse) => {
                    Self::bind_ip(address, *ip, transport, true).map_err(|_| error)
                }
                bound => bound,
            },
            Address::Unix(path) => Self::bind_unix(address, path, transport),
        }
    }

    /// From now on peers can connect. A datagram socket receives since it was bound; it gets its options.
    pub fn listen(&self, options: &ListenOptions) -> Result<(), BindError> {
        if self.shared && !options.reuse_port {
            return Err(BindError::new(&self.local, BindProblem::InUse));
        }
        let is_tcp = matches!(self.local, Address::Tcp(_));
        let os = |(step, source)| BindError::os(&self.local, step, source);
        if self.transport == Transport::Datagram {
            return options.prepare((&self.socket).into(), is_tcp).map_err(os);
        }
        options.listen((&self.socket).into(), is_tcp).map_err(os)
    }

    pub fn local(&self) -> &Address {
        &self.local
    }

    pub fn fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    /// The same socket under another descriptor, for an acceptor of its own.
    pub fn try_clone(&self) -> io::Result<Listener> {
        let Listener { shared, transport, .. } = *self;
        Ok(Listener { socket: self.socket.try_clone()?, local: self.local.clone(), shared, transport })
    }

    /// Sends datagrams from this address.
    pub fn sender(&self) -> Result<DatagramSender, BindError> {
        DatagramSender::new(self).map_err(|error| BindError::os(&self.local, "dup", error))
    }

    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// Removes the file of a unix socket; for the process that bound it, at the end of the server.
    pub fn unlink(&self) {
        if let Some(path) = self.local.path() {
            // Gone already is as good; the server ends anyway.
            let _ = fs::remove_file(path);
        }
    }

    pub(super) fn into_socket(self) -> Socket {
        self.socket
    }

    fn bind_ip(
        address: &Address,
        ip: SocketAddr,
        transport: Transport,
        reuse_port: bool,
    ) -> Result<Listener, BindError> {
        let os = |step| move |source| BindError::os(address, step, source);
        let socket = transport.socket(Domain::for_address(ip)).map_err(os("socket"))?;
        // For datagrams this option would let another program take the port over.
        if transport == Transport::Stream {
            socket.set_reuse_address(true).map_err(os("SO_REUSEADDR"))?;
        }
        if reuse_port {
            socket.set_reuse_port(true).map_err(os("SO_REUSEPORT"))?;
        }
        socket.bind(&SockAddr::from(ip)).map_err(os("bind"))?;
        let local = socket.local_addr().map_err(os("getsockname"))?.as_socket().unwrap_or(ip);
        Ok(Listener { socket, local: Address::Tcp(local), shared: reuse_port, transport })
    }

    fn bind_unix(address: &Address, path: &Path, transport: Transport) -> Result<Listener, BindError> {
        let os = |step| move |source| BindError::os(address, step, source);
        remove_stale(address, path)?;
        let socket = transport.socket(Domain::UNIX).map_err(os("socket"))?;
        let name = SockAddr::unix(path).map_err(os("address"))?;
        socket.bind(&name).map_err(os("bind"))?;
        Ok(Listener { socket, local: address.clone(), shared: false, transport })
    }
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

/// As the original does: an old socket file is replaced. Anything else at that path is somebody's data and stays.
fn remove_stale(address: &Address, path: &Path) -> Result<(), BindError> {
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(BindError::os(address, "stat", e)),
        Ok(meta) if !meta.file_type().is_socket() => Err(BindError::new(address, BindProblem::NotASocket)),
        Ok(_) => fs::remove_file(path).map_err(|e| BindError::os(address, "unlink", e)),
    }
}
