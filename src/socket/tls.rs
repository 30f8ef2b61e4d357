//! TLS over a socket: the handshake, and operations that wait for whichever way OpenSSL asks for. It must not read PHP arrays.

use std::io;
use std::rc::Rc;
use std::task::{Context, Poll};

use rswoole_engine::net::tls::{Fault, Side, TlsClient, TlsError, TlsPlan};
use rswoole_engine::net::{Step, Way};
use rswoole_engine::settings::TlsSettings;

use super::CoSocket;
use super::failure::{Done, Stop};
use super::wait::Limit;
use crate::errors::code;

impl CoSocket {
    /// How TLS shall be spoken: by `connect` at once, by who was accepted when [`CoSocket::handshake`] is called. None: not at all.
    pub fn set_tls(&self, settings: Option<TlsSettings>) {
        let mut plan = self.tls_plan.borrow_mut();
        // The same settings again are the same plan, with what was read for it.
        if plan.as_ref().map(|plan| plan.settings()) != settings.as_ref() {
            *plan = settings.map(|settings| Rc::new(TlsPlan::new(settings)));
        }
    }

    /// TLS was asked for.
    pub fn wants_tls(&self) -> bool {
        self.tls_plan.borrow().is_some()
    }

    /// Reads certificate and key, which those that are accepted share: what is wrong with them shows here, and not to the first client.
    pub fn prepare_tls(&self) -> Result<(), TlsError> {
        self.tls_plan.borrow().as_ref().map_or(Ok(()), |plan| plan.prepare(Side::Server))
    }

    /// What is sent and received is encrypted.
    pub fn is_secure(&self) -> bool {
        self.tls.borrow().is_some()
    }

    /// Goes over to TLS on a connection: as its client, or as the server of one that was accepted.
    pub fn start_tls(&self, settings: TlsSettings, limit: &Limit) -> Done<()> {
        self.set_tls(Some(settings));
        self.handshake(limit)
    }

    /// As [`CoSocket::start_tls`], with the settings it has. A failure leaves the connection useless.
    pub fn handshake(&self, limit: &Limit) -> Done<()> {
        let Some(plan) = self.tls_plan.borrow().clone() else { return Err(Stop::code(code::SSL_NOT_READY)) };
        if self.is_secure() {
            return Err(Stop::code(libc::EISCONN.into()));
        }
        if !self.is_stream() {
            return Err(super::Failure::with_text(libc::EOPNOTSUPP.into(), NO_DTLS.to_owned()).into());
        }
        let side = if self.accepted.get() { Side::Server } else { Side::Client };
        let session = TlsClient::new(Rc::clone(&self.inner), side, &plan).map_err(|error| {
            tracing::warn!("no TLS connection can be made: {error}");
            Stop::code(code::SSL_HANDSHAKE_FAILED)
        })?;
        let session = Rc::new(session);
        let done = self.step_by_step(&session, Way::Write, limit, &mut |tls| tls.handshake());
        done.map_err(|stop| self.handshake_failed(stop))?;
        session.judge().map_err(|reason| self.not_trusted(&reason))?;
        self.tls.replace(Some(session));
        Ok(())
    }

    /// The certificate of the peer as PEM, if it has shown one.
    pub fn peer_certificate(&self) -> Done<Option<Vec<u8>>> {
        let session = self.session().ok_or(Stop::code(code::SSL_NOT_READY))?;
        Ok(session.peer_certificate())
    }

    pub fn verify_peer(&self, allow_self_signed: bool) -> Done<()> {
        let session = self.session().ok_or(Stop::code(code::SSL_NOT_READY))?;
        session.verify(allow_self_signed).map_err(|reason| self.not_trusted(&reason))
    }

    /// The application protocol agreed on (ALPN).
    pub fn application_protocol(&self) -> Option<Vec<u8>> {
        self.session()?.protocol()
    }

    pub(super) fn session(&self) -> Option<Rc<TlsClient>> {
        self.tls.borrow().clone()
    }

    /// Runs `operation` until it has a result, waiting for what OpenSSL asks for. What OpenSSL has read already is announced by nobody,
    /// so it is asked before any wait.
    pub(super) fn step_by_step<T>(
        &self,
        session: &TlsClient,
        way: Way,
        limit: &Limit,
        operation: &mut dyn FnMut(&TlsClient) -> Result<T, Fault>,
    ) -> Done<T> {
        let binding = if self.is_blocking() { None } else { Some(self.bind_coroutine(way)?) };
        let first = operation(session);
        drop(binding);
        let mut wanted = match first {
            Err(Fault::Want(wanted)) => wanted,
            other => return other.map_err(stop),
        };
        loop {
            let mut fault = None;
            let step = self.operate(wanted, limit, &mut |_| attempt(session, wanted, &mut fault, operation));
            if let Some(fault) = fault {
                return Err(stop(fault));
            }
            match step? {
                Ok(value) => return Ok(value),
                Err(other) => wanted = other,
            }
        }
    }

    /// As [`CoSocket::step_by_step`], for code that polls by itself; `cx` is woken when it is worth another try.
    pub(super) fn poll_step<T>(
        &self,
        session: &TlsClient,
        cx: &mut Context<'_>,
        operation: &mut dyn FnMut(&TlsClient) -> Result<T, Fault>,
    ) -> Poll<Done<T>> {
        let mut wanted = match operation(session) {
            Err(Fault::Want(wanted)) => wanted,
            other => return Poll::Ready(other.map_err(stop)),
        };
        loop {
            let mut fault = None;
            let mut step = |_: &_| attempt(session, wanted, &mut fault, operation);
            let step = std::task::ready!(self.inner.poll_io(wanted, cx, &mut step));
            if let Some(fault) = fault {
                return Poll::Ready(Err(stop(fault)));
            }
            match step? {
                Ok(value) => return Poll::Ready(Ok(value)),
                Err(other) => wanted = other,
            }
        }
    }

    fn handshake_failed(&self, stop: Stop) -> Stop {
        let Stop::Failed(failure) = &stop else { return stop };
        if failure.code == libc::ETIMEDOUT.into() || failure.code == libc::ECANCELED.into() {
            return stop;
        }
        tracing::warn!("TLS handshake on socket {} failed: {}", self.fd(), failure.text());
        Stop::code(code::SSL_HANDSHAKE_FAILED)
    }

    fn not_trusted(&self, reason: &str) -> Stop {
        tracing::warn!("the certificate of the peer of socket {} is not accepted: {reason}", self.fd());
        Stop::code(code::SSL_VERIFY_FAILED)
    }
}

/// Why there is no TLS on sockets for datagrams, and what to do.
pub const NO_DTLS: &str =
    "TLS over datagrams (DTLS) is not built: use SWOOLE_SOCK_TCP | SWOOLE_SSL, or encrypt what the datagrams carry";
/// One try while the socket is ready for `wanted`. Err in the step: OpenSSL wants the other way. What fails for good goes to `fault`.
fn attempt<T>(
    session: &TlsClient,
    wanted: Way,
    fault: &mut Option<Fault>,
    operation: &mut dyn FnMut(&TlsClient) -> Result<T, Fault>,
) -> io::Result<Step<Result<T, Way>>> {
    match operation(session) {
        Ok(value) => Ok(Step::more(Ok(value))),
        Err(Fault::Want(way)) if way == wanted => Err(io::ErrorKind::WouldBlock.into()),
        Err(Fault::Want(other)) => Ok(Step::more(Err(other))),
        Err(other) => {
            *fault = Some(other);
            Err(io::ErrorKind::Other.into())
        }
    }
}

pub(super) fn stop(fault: Fault) -> Stop {
    match fault {
        Fault::Protocol(text) => super::Failure::with_text(code::SSL_RESET, text).into(),
        Fault::Want(_) => io::Error::from_raw_os_error(libc::EAGAIN).into(),
        Fault::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => Stop::code(libc::ECONNRESET.into()),
        Fault::Io(error) => error.into(),
    }
}
