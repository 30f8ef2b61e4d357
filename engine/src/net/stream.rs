//! A connected stream inside a runtime, TCP or unix, with one face.
//!
//! Reading goes through `poll_read`, because a read that does not fill its buffer then clears the readiness: a request costs
//! one recv and no second one that only finds nothing. Writing takes `&self`, so that whoever has something to send can try at once.

use std::io::{self, IoSlice};
use std::net::{Shutdown, TcpStream as StdTcpStream};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream as StdUnixStream;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, Interest, ReadBuf};
use tokio::net::{TcpStream, UnixStream};

use super::acceptor::Incoming;
use super::address::Peer;
use super::options::SocketOptions;
use crate::sys::socket;

#[derive(Debug)]
pub enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Stream {
    /// Must be called inside the runtime that shall own the connection.
    pub fn new(incoming: Incoming, options: &SocketOptions) -> io::Result<Stream> {
        match incoming.peer {
            Peer::Tcp(_) => {
                options.apply(SockRef::from(&incoming.socket))?;
                Ok(Stream::Tcp(TcpStream::from_std(StdTcpStream::from(incoming.socket))?))
            }
            Peer::Unix => Ok(Stream::Unix(UnixStream::from_std(StdUnixStream::from(incoming.socket))?)),
        }
    }

    /// Reads once into `buffer`. Ready(0) is the peer's end of stream.
    pub fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut read = ReadBuf::new(buffer);
        match self {
            Stream::Tcp(stream) => ready!(Pin::new(stream).poll_read(cx, &mut read))?,
            Stream::Unix(stream) => ready!(Pin::new(stream).poll_read(cx, &mut read))?,
        }
        Poll::Ready(Ok(read.filled().len()))
    }

    pub fn try_write(&self, data: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Tcp(stream) => stream.try_write(data),
            Stream::Unix(stream) => stream.try_write(data),
        }
    }

    pub fn try_write_vectored(&self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        match self {
            Stream::Tcp(stream) => stream.try_write_vectored(parts),
            Stream::Unix(stream) => stream.try_write_vectored(parts),
        }
    }

    /// Bytes of a file, as far as the socket takes them now; `offset` moves on. 0: the file has no more.
    pub fn try_send_file(&self, file: &OwnedFd, offset: &mut u64, most: usize) -> io::Result<usize> {
        let send = || socket::send_file(self.as_fd(), file.as_fd(), offset, most);
        match self {
            Stream::Tcp(stream) => stream.try_io(Interest::WRITABLE, send),
            Stream::Unix(stream) => stream.try_io(Interest::WRITABLE, send),
        }
    }

    /// The same socket for who waits for it by `wait_writable`, while the runtime, which would tell of its readiness, stands still.
    pub fn blocking(&self) -> BlockingStream<'_> {
        BlockingStream { stream: self }
    }

    pub fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Stream::Tcp(stream) => stream.poll_write_ready(cx),
            Stream::Unix(stream) => stream.poll_write_ready(cx),
        }
    }

    /// Nothing more will be written: the peer reads its end of stream behind what was sent.
    pub fn finish_writing(&self) -> io::Result<()> {
        SockRef::from(self).shutdown(Shutdown::Write)
    }

    /// Closing the socket after this sends RST and drops what the kernel still holds.
    pub fn reset_on_close(&self) -> io::Result<()> {
        SockRef::from(self).set_linger(Some(Duration::ZERO))
    }

    pub fn fd(&self) -> RawFd {
        self.as_fd().as_raw_fd()
    }
}

/// See [`Stream::blocking`]. The calls are those of the stream, without the runtime's knowledge of readiness.
#[derive(Clone, Copy, Debug)]
pub struct BlockingStream<'s> {
    stream: &'s Stream,
}

impl BlockingStream<'_> {
    pub fn try_write(&self, data: &[u8]) -> io::Result<usize> {
        SockRef::from(self.stream).send_with_flags(data, libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL)
    }

    pub fn try_send_file(&self, file: &OwnedFd, offset: &mut u64, most: usize) -> io::Result<usize> {
        socket::send_file(self.stream.as_fd(), file.as_fd(), offset, most)
    }

    /// True when something can be written, or the connection is broken; false when that took too long.
    pub fn wait_writable(&self, milliseconds: i32) -> io::Result<bool> {
        socket::wait_writable(self.stream.as_fd(), milliseconds)
    }
}

impl AsFd for Stream {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Stream::Tcp(stream) => stream.as_fd(),
            Stream::Unix(stream) => stream.as_fd(),
        }
    }
}
