//! A listener inside a runtime: hands out accepted sockets that belong to no runtime yet.

use std::io;
use std::os::fd::{AsFd, OwnedFd, RawFd};
use std::task::{Context, Poll, ready};

use super::address::{Address, Peer};
use super::listener::Listener;
use super::readiness::Readiness;
use crate::sys::socket;

/// Made from a [`Listener`] by each process or thread that accepts, inside its runtime.
#[derive(Debug)]
pub struct Acceptor {
    listener: Readiness,
    local: Address,
}

/// An accepted connection that no runtime knows yet: it can still be handed to another thread.
#[derive(Debug)]
pub struct Incoming {
    pub socket: OwnedFd,
    pub peer: Peer,
}

impl Acceptor {
    /// Must be called inside the runtime that shall do the accepting.
    pub fn new(listener: Listener) -> io::Result<Acceptor> {
        let local = listener.local().clone();
        let listener = Readiness::new(listener.into_socket().into())?;
        Ok(Acceptor { listener, local })
    }

    pub fn local(&self) -> &Address {
        &self.local
    }

    /// The descriptor that `connection_info()['server_fd']` names.
    pub fn fd(&self) -> RawFd {
        self.listener.raw()
    }

    /// Ready while connections may be waiting, without taking one.
    pub fn poll_pending(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.listener.poll_pending(cx)
    }

    /// Takes the next waiting connection. Connections that died in the queue are skipped; other errors (no more
    /// descriptors) are the caller's to survive.
    pub fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<Incoming>> {
        loop {
            match ready!(self.listener.poll_io(cx, |fd| socket::accept(fd.as_fd()))) {
                Err(error) if died_in_queue(&error) => {}
                Err(error) => return Poll::Ready(Err(error)),
                Ok((socket, address)) => {
                    let peer = address.map_or(Peer::Unix, Peer::Tcp);
                    return Poll::Ready(Ok(Incoming { socket, peer }));
                }
            }
        }
    }
}

/// accept(2) reports network errors that were already pending on the new socket; they concern only that one.
fn died_in_queue(error: &io::Error) -> bool {
    matches!(
        error.raw_os_error(),
        Some(
            libc::ECONNABORTED
                | libc::EINTR
                | libc::EPROTO
                | libc::ENETDOWN
                | libc::ENOPROTOOPT
                | libc::EHOSTDOWN
                | libc::ENONET
                | libc::EHOSTUNREACH
                | libc::EOPNOTSUPP
                | libc::ENETUNREACH
                | libc::ETIMEDOUT
        )
    )
}
