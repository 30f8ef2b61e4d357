//! A session on a reactor's stream: the same calls as a plain [`Stream`] has.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::task::{Context as Waiting, Poll, ready};

use super::error::TlsError;
use super::server::TlsServer;
use super::session::{Fault, Session, Side};
use crate::net::{Stream, Way};
use crate::sys::socket;

pub struct TlsStream {
    session: RefCell<Session<Carrier>>,
    /// The last write waits for the peer to say something.
    write_wants_read: Cell<bool>,
}

impl TlsStream {
    pub fn accept(plain: Stream, server: &TlsServer) -> Result<TlsStream, TlsError> {
        let carrier = Carrier { plain, direct: Cell::new(false) };
        let session = Session::new(&server.context(), Side::Server, None, carrier)?;
        Ok(TlsStream { session: RefCell::new(session), write_wants_read: Cell::new(false) })
    }

    pub fn is_established(&self) -> bool {
        self.session.borrow().is_established()
    }

    pub fn poll_handshake(&mut self, cx: &mut Waiting<'_>) -> Poll<io::Result<()>> {
        let session = self.session.get_mut();
        loop {
            match session.handshake() {
                Ok(()) => return Poll::Ready(Ok(())),
                Err(Fault::Want(way)) => ready!(session.carrier().poll_ready(way, cx))?,
                Err(fault) => return Poll::Ready(Err(fault.into())),
            }
        }
    }

    pub fn poll_read(&mut self, cx: &mut Waiting<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let session = self.session.get_mut();
        loop {
            match session.read(buffer) {
                Ok(read) => return Poll::Ready(Ok(read)),
                Err(Fault::Want(way)) => ready!(session.carrier().poll_ready(way, cx))?,
                Err(fault) => return Poll::Ready(Err(fault.into())),
            }
        }
    }

    /// What comes is thrown away unread: nothing is of interest any more but the end.
    pub fn poll_discard(&mut self, cx: &mut Waiting<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        self.session.get_mut().carrier_mut().plain.poll_read(cx, buffer)
    }

    /// Before the handshake is over nothing can be written.
    pub fn try_write(&self, data: &[u8]) -> io::Result<usize> {
        let mut session = self.session.borrow_mut();
        if !session.is_established() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let written = session.write(data);
        self.write_wants_read.set(matches!(written, Err(Fault::Want(Way::Read))));
        Ok(written?)
    }

    /// As `try_write`, for a thread that looks at the socket itself because the runtime stands still.
    pub fn try_write_directly(&self, data: &[u8]) -> io::Result<usize> {
        let direct = |on| self.session.borrow().carrier().direct.set(on);
        direct(true);
        let written = self.try_write(data);
        direct(false);
        written
    }

    /// Reads the file, because its bytes have to be encrypted. 0: it has no more.
    pub fn send_file(
        &self,
        file: &OwnedFd,
        offset: &mut u64,
        most: usize,
        write: impl Fn(&Self, &[u8]) -> io::Result<usize>,
    ) -> io::Result<usize> {
        let mut buffer = vec![0; most.min(FILE_CHUNK)];
        let read = socket::read_at(file.as_fd(), &mut buffer, *offset)?;
        if read == 0 {
            return Ok(0);
        }
        let written = write(self, &buffer[..read])?;
        *offset += written as u64;
        Ok(written)
    }

    pub fn poll_write_ready(&self, cx: &mut Waiting<'_>) -> Poll<io::Result<()>> {
        let way = if self.write_wants_read.get() { Way::Read } else { Way::Write };
        self.session.borrow().carrier().poll_ready(way, cx)
    }

    pub fn close_notify(&self) {
        self.session.borrow_mut().close_notify();
    }

    pub fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.session.borrow().peer_certificate()
    }

    /// The protocol agreed on (ALPN).
    pub fn protocol(&self) -> Option<Vec<u8>> {
        self.session.borrow().protocol().map(<[u8]>::to_vec)
    }

    /// Runs `look` on the socket below.
    pub fn with_fd<T>(&self, look: impl FnOnce(BorrowedFd<'_>) -> T) -> T {
        self.session.borrow().carrier().plain.with_fd(look)
    }
}

impl fmt::Debug for TlsStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsStream")
    }
}

struct Carrier {
    /// Never a TLS stream itself.
    plain: Stream,
    /// Writes go to the socket without asking the runtime, see `BlockingStream`.
    direct: Cell<bool>,
}

impl Carrier {
    fn poll_ready(&self, way: Way, cx: &mut Waiting<'_>) -> Poll<io::Result<()>> {
        match way {
            Way::Read => self.plain.poll_read_ready(cx),
            Way::Write => self.plain.poll_write_ready(cx),
        }
    }
}

impl Read for Carrier {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.plain.try_read(buffer)
    }
}

impl Write for Carrier {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        if self.direct.get() { self.plain.blocking().try_write(data) } else { self.plain.try_write(data) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A few records.
const FILE_CHUNK: usize = 64 << 10;
