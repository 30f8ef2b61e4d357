//! A session on a [`Socket`]: its owner waits for readiness and decides how long.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::rc::Rc;

use super::context::Context;
use super::error::TlsError;
use super::session::{Fault, Session, Side};
use crate::net::Socket;
use crate::settings::TlsSettings;
use crate::sys::socket_io;

/// Either side of a connection; every method takes one step and never blocks.
pub struct TlsClient {
    session: RefCell<Session<Carrier>>,
    side: Side,
    settings: TlsSettings,
}

impl TlsClient {
    pub fn new(socket: Rc<Socket>, side: Side, settings: &TlsSettings) -> Result<TlsClient, TlsError> {
        let context = match side {
            Side::Client => Context::client(settings)?,
            Side::Server => Context::server(settings)?,
        };
        let session = Session::new(&context, side, settings.host_name.as_deref(), Carrier(socket))?;
        Ok(TlsClient { session: RefCell::new(session), side, settings: settings.clone() })
    }

    pub fn is_established(&self) -> bool {
        self.session.borrow().is_established()
    }

    pub fn handshake(&self) -> Result<(), Fault> {
        self.session.borrow_mut().handshake()
    }

    /// After the handshake: whether the other side is whom the settings want. OpenSSL has judged the clients of a server already.
    pub fn judge(&self) -> Result<(), String> {
        let host = self.settings.host_name.as_deref();
        if self.side == Side::Server || !self.settings.verify_peer {
            return Ok(());
        }
        self.session.borrow().verify(self.settings.allow_self_signed, host)
    }

    pub fn verify(&self, allow_self_signed: bool) -> Result<(), String> {
        let host = self.settings.host_name.as_deref().filter(|_| self.side == Side::Client);
        self.session.borrow().verify(allow_self_signed, host)
    }

    pub fn read(&self, buffer: &mut [u8]) -> Result<usize, Fault> {
        self.session.borrow_mut().read(buffer)
    }

    pub fn peek(&self, buffer: &mut [u8]) -> Result<usize, Fault> {
        self.session.borrow_mut().peek(buffer)
    }

    pub fn write(&self, data: &[u8]) -> Result<usize, Fault> {
        self.session.borrow_mut().write(data)
    }

    pub fn close_notify(&self) {
        self.session.borrow_mut().close_notify();
    }

    pub fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.session.borrow().peer_certificate()
    }

    pub fn protocol(&self) -> Option<Vec<u8>> {
        self.session.borrow().protocol().map(<[u8]>::to_vec)
    }
}

impl fmt::Debug for TlsClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsClient").field("side", &self.side).finish_non_exhaustive()
    }
}

struct Carrier(Rc<Socket>);

impl Read for Carrier {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        socket_io::receive(self.0.as_fd(), buffer, 0)
    }
}

impl Write for Carrier {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        socket_io::send(self.0.as_fd(), data, 0)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
