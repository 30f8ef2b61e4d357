//! A session on a [`Socket`]: its owner waits for readiness and decides how long.

use std::cell::{OnceCell, RefCell};
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

/// How TLS is to be spoken. Whoever has the same plan shares what was read of its files.
#[derive(Debug)]
pub struct TlsPlan {
    settings: TlsSettings,
    client: OnceCell<Context>,
    server: OnceCell<Context>,
}

impl TlsPlan {
    pub fn new(settings: TlsSettings) -> TlsPlan {
        TlsPlan { settings, client: OnceCell::new(), server: OnceCell::new() }
    }

    pub fn settings(&self) -> &TlsSettings {
        &self.settings
    }

    /// Reads the files, if nobody has yet: what is wrong with them shows here.
    pub fn prepare(&self, side: Side) -> Result<(), TlsError> {
        self.context(side).map(drop)
    }

    fn context(&self, side: Side) -> Result<&Context, TlsError> {
        let cell = match side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        };
        if let Some(context) = cell.get() {
            return Ok(context);
        }
        let context = match side {
            Side::Client => Context::client(&self.settings)?,
            Side::Server => Context::server(&self.settings)?,
        };
        Ok(cell.get_or_init(|| context))
    }
}

/// Either side of a connection; every method takes one step and never blocks.
pub struct TlsClient {
    session: RefCell<Session<Carrier>>,
    side: Side,
    plan: Rc<TlsPlan>,
}

impl TlsClient {
    pub fn new(socket: Rc<Socket>, side: Side, plan: &Rc<TlsPlan>) -> Result<TlsClient, TlsError> {
        let host = plan.settings.host_name.as_deref();
        let session = Session::new(plan.context(side)?, side, host, Carrier(socket))?;
        Ok(TlsClient { session: RefCell::new(session), side, plan: Rc::clone(plan) })
    }

    pub fn is_established(&self) -> bool {
        self.session.borrow().is_established()
    }

    pub fn handshake(&self) -> Result<(), Fault> {
        self.session.borrow_mut().handshake()
    }

    /// After the handshake: whether the other side is whom the settings want. OpenSSL has judged the clients of a server already.
    pub fn judge(&self) -> Result<(), String> {
        let settings = &self.plan.settings;
        if self.side == Side::Server || !settings.verify_peer {
            return Ok(());
        }
        let session = self.session.borrow();
        // Who signs himself may give himself any name, so none proves anything; one that the application named counts all the same.
        let proves_nothing = settings.host_is_implied && settings.allow_self_signed && session.is_self_signed();
        session.verify(settings.allow_self_signed, settings.host_name.as_deref().filter(|_| !proves_nothing))
    }

    pub fn verify(&self, allow_self_signed: bool) -> Result<(), String> {
        let host = self.plan.settings.host_name.as_deref().filter(|_| self.side == Side::Client);
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
