//! A connected stream inside a runtime, TCP or unix, plain or under TLS, with one face.
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
use super::tls::{TlsError, TlsServer, TlsStream};
use crate::sys::socket;

#[derive(Debug)]
pub enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
    Tls(Box<TlsStream>),
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

    /// The same connection under TLS: nothing can be read or written before `poll_handshake` is done.
    pub fn secure(self, server: &TlsServer) -> Result<Stream, TlsError> {
        Ok(Stream::Tls(Box::new(TlsStream::accept(self, server)?)))
    }

    /// Ready at once for a plain stream.
    pub fn poll_handshake(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Stream::Tls(stream) => stream.poll_handshake(cx),
            _ => Poll::Ready(Ok(())),
        }
    }

    /// False while the handshake is under way.
    pub fn is_established(&self) -> bool {
        match self {
            Stream::Tls(stream) => stream.is_established(),
            _ => true,
        }
    }

    /// The TLS side of it.
    pub fn tls(&self) -> Option<&TlsStream> {
        match self {
            Stream::Tls(stream) => Some(stream),
            _ => None,
        }
    }

    /// Reads once into `buffer`. Ready(0) is the peer's end of stream.
    pub fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut read = ReadBuf::new(buffer);
        match self {
            Stream::Tcp(stream) => ready!(Pin::new(stream).poll_read(cx, &mut read))?,
            Stream::Unix(stream) => ready!(Pin::new(stream).poll_read(cx, &mut read))?,
            Stream::Tls(stream) => return stream.poll_read(cx, buffer),
        }
        Poll::Ready(Ok(read.filled().len()))
    }

    /// Reads and throws away what comes, which nobody wants any more.
    pub fn poll_discard(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        match self {
            Stream::Tls(stream) => stream.poll_discard(cx, buffer),
            plain => plain.poll_read(cx, buffer),
        }
    }

    /// What lies below TLS reads like this. A short read clears the readiness, as `poll_read` does it.
    pub(super) fn try_read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self {
            Stream::Tcp(stream) => stream.try_read(buffer),
            Stream::Unix(stream) => stream.try_read(buffer),
            Stream::Tls(_) => Err(io::ErrorKind::Unsupported.into()),
        }?;
        if 0 < read && read < buffer.len() {
            let nothing_more = || Err::<(), _>(io::Error::from(io::ErrorKind::WouldBlock));
            // The answer is the error that was given.
            let _ = match self {
                Stream::Tcp(stream) => stream.try_io(Interest::READABLE, nothing_more),
                Stream::Unix(stream) => stream.try_io(Interest::READABLE, nothing_more),
                Stream::Tls(_) => Ok(()),
            };
        }
        Ok(read)
    }

    pub(super) fn poll_read_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Stream::Tcp(stream) => stream.poll_read_ready(cx),
            Stream::Unix(stream) => stream.poll_read_ready(cx),
            Stream::Tls(_) => Poll::Ready(Ok(())),
        }
    }

    pub fn try_write(&self, data: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Tcp(stream) => stream.try_write(data),
            Stream::Unix(stream) => stream.try_write(data),
            Stream::Tls(stream) => stream.try_write(data),
        }
    }

    pub fn try_write_vectored(&self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        match self {
            Stream::Tcp(stream) => stream.try_write_vectored(parts),
            Stream::Unix(stream) => stream.try_write_vectored(parts),
            Stream::Tls(stream) => stream.try_write(parts.first().map_or(&[], |part| part)),
        }
    }

    /// Bytes of a file, as far as the socket takes them now; `offset` moves on. 0: the file has no more.
    pub fn try_send_file(&self, file: &OwnedFd, offset: &mut u64, most: usize) -> io::Result<usize> {
        match self {
            Stream::Tcp(stream) => {
                stream.try_io(Interest::WRITABLE, || socket::send_file(stream.as_fd(), file.as_fd(), offset, most))
            }
            Stream::Unix(stream) => {
                stream.try_io(Interest::WRITABLE, || socket::send_file(stream.as_fd(), file.as_fd(), offset, most))
            }
            Stream::Tls(stream) => stream.send_file(file, offset, most, TlsStream::try_write),
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
            Stream::Tls(stream) => stream.poll_write_ready(cx),
        }
    }

    /// Nothing more will be written: the peer reads its end of stream behind what was sent.
    pub fn finish_writing(&self) -> io::Result<()> {
        if let Stream::Tls(stream) = self {
            stream.close_notify();
        }
        self.with_socket(|socket| socket.shutdown(Shutdown::Write))
    }

    /// Closing the socket after this sends RST and drops what the kernel still holds.
    pub fn reset_on_close(&self) -> io::Result<()> {
        self.with_socket(|socket| socket.set_linger(Some(Duration::ZERO)))
    }

    pub fn fd(&self) -> RawFd {
        self.with_fd(|fd| fd.as_raw_fd())
    }

    pub(super) fn with_fd<T>(&self, look: impl FnOnce(BorrowedFd<'_>) -> T) -> T {
        match self {
            Stream::Tcp(stream) => look(stream.as_fd()),
            Stream::Unix(stream) => look(stream.as_fd()),
            Stream::Tls(stream) => stream.with_fd(look),
        }
    }

    fn with_socket<T>(&self, look: impl FnOnce(SockRef<'_>) -> T) -> T {
        self.with_fd(|fd| look(SockRef::from(&fd)))
    }
}

/// See [`Stream::blocking`]. The calls are those of the stream, without the runtime's knowledge of readiness.
#[derive(Clone, Copy, Debug)]
pub struct BlockingStream<'s> {
    stream: &'s Stream,
}

impl BlockingStream<'_> {
    pub fn try_write(&self, data: &[u8]) -> io::Result<usize> {
        match self.stream {
            Stream::Tls(stream) => stream.try_write_directly(data),
            plain => plain.with_socket(|socket| socket.send_with_flags(data, libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL)),
        }
    }

    pub fn try_send_file(&self, file: &OwnedFd, offset: &mut u64, most: usize) -> io::Result<usize> {
        match self.stream {
            Stream::Tls(stream) => stream.send_file(file, offset, most, TlsStream::try_write_directly),
            plain => plain.with_fd(|fd| socket::send_file(fd, file.as_fd(), offset, most)),
        }
    }

    /// True when something can be written, or the connection is broken; false when that took too long.
    pub fn wait_writable(&self, milliseconds: i32) -> io::Result<bool> {
        self.stream.with_fd(|fd| socket::wait_writable(fd, milliseconds))
    }
}
