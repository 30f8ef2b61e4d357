//! The methods of `Swoole\Process` on its pipe: blocking reads and writes, and its end.

use std::cell::RefCell;
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::time::Duration;

use rswoole_engine::sys::pipe::{self, Half, Patience};

use super::coroutine_socket;
use super::process::{ProcessState, state};
use crate::child;
use crate::error_texts;
use crate::errors;
use crate::zend::{Call, Outcome, Raised, Zv, warning};

/// Values of the PIPE_* constants: what `close()` closes.
pub const MASTER: i64 = 1;
pub const WORKER: i64 = 2;
pub const READ: i64 = 3;
pub const WRITE: i64 = 4;

const SOCKET_POLL_TIMEOUT: i64 = 6002;
/// The longest that one `read()` takes.
const LONGEST: i64 = 64 << 20;

impl ProcessState {
    /// The end that this process uses.
    pub fn own_end(&self) -> &RefCell<Option<OwnedFd>> {
        if self.inside.get() { &self.worker } else { &self.master }
    }

    fn patience(&self) -> Patience {
        match self.timeout.get() {
            _ if self.impatient.get() => Patience::None,
            Some(time) => Patience::Until(time),
            None => Patience::Endless,
        }
    }

    /// An error of the system when the end is closed.
    fn on_pipe<T>(&self, body: impl FnOnce(&OwnedFd) -> io::Result<T>) -> io::Result<T> {
        match &*self.own_end().borrow() {
            Some(end) => body(end),
            None => Err(io::Error::from_raw_os_error(EBADF)),
        }
    }
}

pub const EBADF: i32 = 9;

fn no_pipe(what: &str) -> Outcome<Zv> {
    errors::set_last(errors::code::PHP_FATAL_ERROR);
    warning(&format!("no pipe, cannot {what} pipe"));
    Raised::check(Zv::bool(false))
}

/// `call(…) failed, Error: text[number]`
pub fn warn_of(what: &str, error: &io::Error) {
    let code = error.raw_os_error().unwrap_or(0);
    errors::set_last(code.into());
    warning(&format!("{what} failed, Error: {}[{code}]", error_texts::text(code.into(), 0)));
    child::leave_errno(error);
}

pub fn write(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let data = call.bytes(0);
    if data.is_empty() {
        errors::set_last(errors::code::PHP_FATAL_ERROR);
        warning("the data to send is empty");
        return Raised::check(Zv::bool(false));
    }
    if !state.has_pipe.get() {
        return no_pipe("write into");
    }
    match state.on_pipe(|end| pipe::write(end.as_fd(), data, state.patience())) {
        Ok(written) => Ok(Zv::int(written as i64)),
        Err(error) => {
            if error.kind() == io::ErrorKind::WouldBlock {
                errors::set_last(SOCKET_POLL_TIMEOUT);
                child::leave_errno(&error);
            } else {
                warn_of("write()", &error);
            }
            Raised::check(Zv::bool(false))
        }
    }
}

pub fn read(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if !state.has_pipe.get() {
        return no_pipe("read from");
    }
    let size = call.opt_int(0).unwrap_or(8192);
    if size <= 0 {
        return Ok(if size == 0 { Zv::str("") } else { Zv::bool(false) });
    }
    let mut buffer = vec![0; size.min(LONGEST) as usize];
    match state.on_pipe(|end| pipe::read(end.as_fd(), &mut buffer, state.patience())) {
        Ok(got) => Ok(Zv::str(&buffer[..got])),
        Err(error) => {
            match error.kind() {
                io::ErrorKind::WouldBlock => errors::set_last(SOCKET_POLL_TIMEOUT),
                io::ErrorKind::Interrupted => {}
                _ => warn_of("read()", &error),
            }
            child::leave_errno(&error);
            Raised::check(Zv::bool(false))
        }
    }
}

pub fn close(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if !state.has_pipe.get() {
        return no_pipe("close the");
    }
    match call.opt_int(0).unwrap_or(0) {
        MASTER => drop(state.master.take()),
        WORKER => drop(state.worker.take()),
        which @ (READ | WRITE) => {
            let half = if which == READ { Half::Read } else { Half::Write };
            return Ok(Zv::bool(state.on_pipe(|end| pipe::shut(end.as_fd(), half)).is_ok()));
        }
        0 => {
            state.has_pipe.set(false);
            drop((state.master.take(), state.worker.take()));
        }
        which => {
            warning(&format!("unknown part of a pipe: {which}; give 0 for all of it or a Process::PIPE_* constant"));
            return Raised::check(Zv::bool(false));
        }
    }
    Ok(Zv::bool(true))
}

pub fn set_timeout(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if !state.has_pipe.get() {
        return no_pipe("set timeout the");
    }
    let seconds = call.float(0);
    state.timeout.set(if seconds > 0.0 { Duration::try_from_secs_f64(seconds).ok() } else { None });
    Ok(Zv::bool(true))
}

pub fn set_blocking(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if !state.has_pipe.get() {
        return no_pipe("set blocking the");
    }
    state.impatient.set(!call.bool(0));
    Ok(Zv::bool(true))
}

/// Always the same object for the same end. It has a descriptor of its own.
pub fn export_socket(call: &mut Call<'_>) -> Outcome<Zv> {
    const AF_UNIX: i32 = 1;
    let state = state(call)?;
    if !state.has_pipe.get() {
        return no_pipe("export stream from");
    }
    let inside = state.inside.get();
    let exported = state.exported.borrow().as_ref().filter(|(of, _)| *of == inside).map(|(_, socket)| socket.clone());
    if let Some(socket) = exported {
        return Ok(socket.into());
    }
    match state.on_pipe(|end| rswoole_engine::sys::descriptor::duplicate(end.as_raw_fd())) {
        Ok(copy) => {
            let socket = coroutine_socket::from_fd(copy, AF_UNIX, state.kind.get(), 0)?;
            // The parent's object for the other end is not this process's to close.
            std::mem::forget(state.exported.replace(Some((inside, socket.clone()))));
            Ok(socket.into())
        }
        Err(error) => {
            warn_of("dup()", &error);
            Raised::check(Zv::bool(false))
        }
    }
}
