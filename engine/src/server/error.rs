//! Why a server did not start.

use std::fmt;
use std::io;

use crate::net::BindError;

#[derive(Debug)]
pub enum StartError {
    Daemonize(io::Error),
    /// A listening socket could not be put to work.
    Listen(BindError),
    Signals(io::Error),
    /// Shared memory for rings and tables.
    Memory(io::Error),
    Fork(io::Error),
    /// A reactor thread, or the loop of a single process.
    Reactor(io::Error),
}

impl StartError {
    /// The errno behind it, or 0.
    pub fn code(&self) -> i64 {
        match self {
            StartError::Listen(error) => error.errno().into(),
            StartError::Daemonize(error)
            | StartError::Signals(error)
            | StartError::Memory(error)
            | StartError::Fork(error)
            | StartError::Reactor(error) => error.raw_os_error().unwrap_or(0).into(),
        }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Daemonize(error) => {
                write!(
                    f,
                    "the server can not go to the background: {error}; check that the directory of log_file exists and is writable"
                )
            }
            StartError::Listen(error) => write!(f, "failed to listen: {error}"),
            StartError::Signals(error) => write!(f, "signal handlers can not be installed: {error}"),
            StartError::Memory(error) => write!(
                f,
                "shared memory can not be mapped: {error}; lower max_connection, worker_num or reactor_num, or raise the limits of this process"
            ),
            StartError::Fork(error) => {
                write!(f, "a process can not be forked: {error}; raise the limit of processes (ulimit -u)")
            }
            StartError::Reactor(error) => {
                write!(f, "an event loop can not be started: {error}; raise the limit of open files (ulimit -n)")
            }
        }
    }
}

impl std::error::Error for StartError {}
