//! Waiting for a socket: try first, then suspend the coroutine, never longer than its limit. One coroutine each way.

use std::cell::Cell;
use std::future::poll_fn;
use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use rswoole_engine::net::{Socket, Step, Way};
use rswoole_engine::sys::socket_io;

use super::CoSocket;
use super::failure::{Done, Stop, TIMED_OUT};
use crate::class::exception;
use crate::coroutine::{self, Cid, await_in_coroutine};
use crate::errors::{self, code};
use crate::zend::{Raised, throw};

/// How long one call may wait in all; it runs from the first wait on.
pub struct Limit {
    seconds: f64,
    until: Cell<Option<Instant>>,
    /// It begins anew whenever something went on.
    of_silence: bool,
}

impl Limit {
    /// What the call asks for, else what the socket has: 0 asks for nothing, below 0 means no limit.
    pub fn new(asked: f64, default: f64) -> Limit {
        let seconds = if asked == 0.0 || asked.is_nan() { default } else { asked };
        Limit { seconds, until: Cell::new(None), of_silence: false }
    }

    /// How long nothing may go on; a call that makes progress may take as long as it needs.
    pub fn of_silence(seconds: f64) -> Limit {
        Limit { seconds, until: Cell::new(None), of_silence: true }
    }

    /// Does not wait at all.
    pub fn now() -> Limit {
        Limit { seconds: 1.0, until: Cell::new(Some(Instant::now())), of_silence: false }
    }

    /// A part of the call is done.
    pub(super) fn went_on(&self) {
        if self.of_silence {
            self.until.set(None);
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        if self.seconds <= 0.0 {
            return None;
        }
        if self.until.get().is_none() {
            let time = Duration::try_from_secs_f64(self.seconds).unwrap_or(Duration::MAX);
            self.until.set(Instant::now().checked_add(time));
        }
        self.until.get()
    }

    /// The deadline of what must end some day, whatever was asked for.
    pub(super) fn end(&self) -> Instant {
        const A_WHILE: Duration = Duration::from_secs(60);
        self.deadline().unwrap_or_else(|| Instant::now() + A_WHILE)
    }
}

/// The coroutine bound to one way of a socket, while it is at work there.
pub(super) struct Binding<'a>(&'a Cell<Cid>);

impl Drop for Binding<'_> {
    fn drop(&mut self) {
        self.0.set(0);
    }
}

impl CoSocket {
    /// Runs `operation` until it does not block any more.
    pub(super) fn operate<T>(
        &self,
        way: Way,
        limit: &Limit,
        operation: &mut impl FnMut(&Socket) -> io::Result<Step<T>>,
    ) -> Done<T> {
        if self.blocking {
            return self.operate_blocking(way, limit, operation);
        }
        let _binding = self.bind_coroutine(way)?;
        let inside = coroutine::in_coroutine();
        if !inside || way == Way::Write || !self.inner.is_watched() {
            match operation(&self.inner) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                done => return Ok(done?.value),
            }
        }
        if !inside {
            return Err(Stop::Raised(outside()));
        }
        Ok(within(limit, poll_fn(|cx| self.inner.poll_io(way, cx, operation)))??)
    }

    fn operate_blocking<T>(
        &self,
        way: Way,
        limit: &Limit,
        operation: &mut impl FnMut(&Socket) -> io::Result<Step<T>>,
    ) -> Done<T> {
        loop {
            match operation(&self.inner) {
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
                done => return Ok(done?.value),
            }
            let left = limit.deadline().map(|at| at.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) || !socket_io::wait(self.inner.as_fd(), way == Way::Write, left)?
            {
                return Err(Stop::code(TIMED_OUT));
            }
        }
    }

    pub(super) fn bind_coroutine(&self, way: Way) -> Done<Binding<'_>> {
        let (binding, own) = (self.binding(way), coroutine::current_cid());
        let other = binding.get();
        if other > 0 {
            return Err(Stop::Raised(has_been_bound(self.fd(), other, way, own)));
        }
        binding.set(own.max(0));
        Ok(Binding(binding))
    }
}

/// Suspends the coroutine until `ready` is, no longer than the limit says.
pub fn within<T>(limit: &Limit, ready: impl Future<Output = T>) -> Done<T> {
    if !coroutine::in_coroutine() {
        return Err(Stop::Raised(outside()));
    }
    match limit.deadline() {
        None => Ok(await_in_coroutine(ready)?),
        Some(at) => {
            let timed = await_in_coroutine(async move { tokio::time::timeout_at(at.into(), ready).await })?;
            timed.map_err(|_| Stop::code(TIMED_OUT))
        }
    }
}

/// Only a coroutine can wait.
pub(super) fn outside() -> Raised {
    errors::set_last(code::CO_OUT_OF_COROUTINE);
    throw(&exception::ERROR, code::CO_OUT_OF_COROUTINE, "API must be called in the coroutine")
}

/// Another coroutine is at work there.
pub fn has_been_bound(fd: i32, other: Cid, way: Way, own: Cid) -> Raised {
    let doing = match way {
        Way::Read => "reading",
        Way::Write => "writing",
    };
    errors::set_last(code::CO_HAS_BEEN_BOUND);
    throw(
        &exception::ERROR,
        code::CO_HAS_BEEN_BOUND,
        &format!(
            "Socket#{fd} has already been bound to another coroutine#{other}, {doing} of the same socket in coroutine#{own} at the \
             same time is not allowed"
        ),
    )
}
