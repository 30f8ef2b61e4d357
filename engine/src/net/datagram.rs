//! Datagram sockets: one that receives, inside a runtime, and one that sends, outside of any. Must not know what datagrams are for.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::task::{Context, Poll};

use super::address::Address;
use super::listener::Listener;
use super::readiness::Readiness;
use crate::sys::datagram::{self, Batch, Peer, Received};

/// Made from a [`Listener`] by the one thread, or by each process, that receives from its socket.
pub struct DatagramReceiver {
    socket: Readiness,
    local: Address,
    batch: Batch,
}

impl DatagramReceiver {
    /// Must be called inside the runtime that shall receive. `at_once`: how many datagrams one call may bring.
    pub fn new(listener: Listener, at_once: usize) -> io::Result<DatagramReceiver> {
        let local = listener.local().clone();
        let batch = match local {
            Address::Tcp(_) => Batch::new(at_once, UDP_MOST),
            Address::Unix(_) => Batch::new(at_once.min(UNIX_AT_ONCE), UNIX_MOST),
        };
        Ok(DatagramReceiver { socket: Readiness::new(listener.into_socket().into())?, local, batch })
    }

    pub fn local(&self) -> &Address {
        &self.local
    }

    /// How many one call may bring.
    pub fn at_once(&self) -> usize {
        self.batch.capacity()
    }

    /// Receives what waits; forgets what was received before.
    pub fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let batch = &mut self.batch;
        self.socket.poll_batch(cx, batch.capacity(), |socket| batch.receive(socket.as_fd()))
    }

    /// One of those that `poll_receive` counted.
    pub fn get(&self, index: usize) -> Received<'_> {
        self.batch.get(index)
    }
}

/// Sends from the address of a listener. Inherited over fork, usable by every process.
#[derive(Debug)]
pub struct DatagramSender {
    socket: OwnedFd,
}

impl DatagramSender {
    pub fn new(listener: &Listener) -> io::Result<DatagramSender> {
        Ok(DatagramSender { socket: listener.as_fd().try_clone_to_owned()? })
    }

    /// Never blocks: `WouldBlock` when the socket, or a unix peer, takes no more now.
    pub fn send(&self, data: &[u8], peer: &Peer) -> io::Result<()> {
        loop {
            match datagram::send_to(self.socket.as_fd(), data, peer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                sent => return sent,
            }
        }
    }
}

/// More no UDP datagram can have.
const UDP_MOST: usize = 64 << 10;
/// A unix datagram is limited by the sender's buffer only, by default 208 KiB.
const UNIX_MOST: usize = 4 << 20;
const UNIX_AT_ONCE: usize = 4;
