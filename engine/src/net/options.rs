//! Options of listening and of connected sockets, and how they reach the kernel.

use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};

use crate::sys::socket::set_int_option;

/// Options of a listening socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenOptions {
    pub backlog: u32,
    pub reuse_port: bool,
    /// Accept only when data arrived, or after this long.
    pub defer_accept: Option<Duration>,
    /// Length of the queue of TCP Fast Open.
    pub fastopen: Option<u32>,
    /// Set on the listener: accepted sockets inherit them and the TCP window can grow accordingly.
    pub receive_buffer: Option<usize>,
    pub send_buffer: Option<usize>,
}

impl Default for ListenOptions {
    fn default() -> Self {
        ListenOptions {
            backlog: 512,
            reuse_port: false,
            defer_accept: None,
            fastopen: None,
            receive_buffer: None,
            send_buffer: None,
        }
    }
}

/// What could not be done, and why.
pub(super) type Refusal = (&'static str, io::Error);

impl ListenOptions {
    /// Of streams and datagrams.
    pub(super) fn prepare(&self, socket: SockRef<'_>, is_ip: bool) -> Result<(), Refusal> {
        let buffers = |error| ("socket buffer size", error);
        if let Some(size) = self.receive_buffer {
            socket.set_recv_buffer_size(size).map_err(buffers)?;
        }
        if let Some(size) = self.send_buffer {
            socket.set_send_buffer_size(size).map_err(buffers)?;
        }
        if is_ip && self.reuse_port {
            socket.set_reuse_port(true).map_err(|error| ("SO_REUSEPORT", error))?;
        }
        Ok(())
    }

    /// Again on a socket that listens already: its options and its backlog change.
    pub(super) fn listen(&self, socket: SockRef<'_>, is_tcp: bool) -> Result<(), Refusal> {
        let whole = |number: u64| i32::try_from(number).unwrap_or(i32::MAX);
        let tcp = |name, value| set_int_option(socket.as_fd(), libc::IPPROTO_TCP, name, value);
        if let Some(queue) = self.fastopen.filter(|_| is_tcp) {
            tcp(libc::TCP_FASTOPEN, whole(queue.into())).map_err(|error| ("tcp_fastopen", error))?;
        }
        if let Some(timeout) = self.defer_accept.filter(|_| is_tcp) {
            tcp(libc::TCP_DEFER_ACCEPT, whole(timeout.as_secs()).max(1))
                .map_err(|error| ("tcp_defer_accept", error))?;
        }
        self.prepare(SockRef::from(&socket.as_fd()), is_tcp)?;
        socket.listen(whole(self.backlog.into())).map_err(|error| ("listen", error))
    }
}

/// Options of an accepted TCP connection; a unix connection has none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SocketOptions {
    pub nodelay: bool,
    pub keepalive: Option<Keepalive>,
    /// How long sent data may stay unacknowledged before the kernel gives the connection up.
    pub user_timeout: Option<Duration>,
}

/// A field that is `None` keeps the value of the system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keepalive {
    pub idle: Option<Duration>,
    pub interval: Option<Duration>,
    pub count: Option<u32>,
}

impl SocketOptions {
    pub(super) fn apply(&self, socket: SockRef<'_>) -> io::Result<()> {
        if self.nodelay {
            socket.set_tcp_nodelay(true)?;
        }
        if let Some(keepalive) = &self.keepalive {
            let mut wanted = TcpKeepalive::new();
            if let Some(idle) = keepalive.idle {
                wanted = wanted.with_time(idle);
            }
            if let Some(interval) = keepalive.interval {
                wanted = wanted.with_interval(interval);
            }
            if let Some(count) = keepalive.count {
                wanted = wanted.with_retries(count);
            }
            socket.set_keepalive(true)?;
            socket.set_tcp_keepalive(&wanted)?;
        }
        if let Some(timeout) = self.user_timeout {
            socket.set_tcp_user_timeout(Some(timeout))?;
        }
        Ok(())
    }
}
