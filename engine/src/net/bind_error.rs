//! Why a listener could not be made: names the address, the cause and the remedy.

use std::fmt;
use std::io;

use super::address::Address;

#[derive(Debug)]
pub struct BindError {
    /// As the user would write it.
    pub address: String,
    pub problem: BindProblem,
}

#[derive(Debug)]
#[non_exhaustive]
pub enum BindProblem {
    InUse,
    Privileged,
    /// The address is well-formed, but no interface of this machine has it.
    NotLocal,
    BadHost {
        wanted: &'static str,
    },
    PathTooLong {
        length: usize,
        limit: usize,
    },
    /// A unix socket's directory does not exist.
    NoDirectory,
    /// A unix socket's directory or the old socket file can not be written.
    NoAccess,
    /// Something that is not a socket lies at the path of a unix socket.
    NotASocket,
    /// The kernel was built or booted without this family (IPv6).
    NoFamily,
    Os {
        step: &'static str,
        source: io::Error,
    },
}

impl BindError {
    pub(super) fn new(address: &Address, problem: BindProblem) -> Self {
        Self::named(address.to_string(), problem)
    }

    pub(super) fn named(address: String, problem: BindProblem) -> Self {
        BindError { address, problem }
    }

    pub(super) fn os(address: &Address, step: &'static str, source: io::Error) -> Self {
        let tcp_port = matches!(address, Address::Tcp(_)).then(|| address.port());
        let problem = match source.raw_os_error() {
            Some(libc::EADDRINUSE) => BindProblem::InUse,
            Some(libc::EACCES) if tcp_port.is_some() => BindProblem::Privileged,
            Some(libc::EACCES | libc::EPERM | libc::EROFS) => BindProblem::NoAccess,
            Some(libc::EADDRNOTAVAIL) => BindProblem::NotLocal,
            Some(libc::ENOENT | libc::ENOTDIR) if tcp_port.is_none() => BindProblem::NoDirectory,
            Some(libc::EAFNOSUPPORT) => BindProblem::NoFamily,
            _ => BindProblem::Os { step, source },
        };
        Self::new(address, problem)
    }

    /// The errno that says the same, for `getLastError()`.
    pub fn errno(&self) -> i32 {
        match &self.problem {
            BindProblem::InUse => libc::EADDRINUSE,
            BindProblem::Privileged | BindProblem::NoAccess => libc::EACCES,
            BindProblem::NotLocal => libc::EADDRNOTAVAIL,
            BindProblem::BadHost { .. } => libc::EINVAL,
            BindProblem::PathTooLong { .. } => libc::ENAMETOOLONG,
            BindProblem::NoDirectory => libc::ENOENT,
            BindProblem::NotASocket => libc::EEXIST,
            BindProblem::NoFamily => libc::EAFNOSUPPORT,
            BindProblem::Os { source, .. } => source.raw_os_error().unwrap_or(0),
        }
    }
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed to listen on {}: ", self.address)?;
        match &self.problem {
            BindProblem::InUse => f.write_str(
                "address already in use; stop the program that listens there, choose another port, or set enable_reuse_port",
            ),
            BindProblem::Privileged => f.write_str(
                "permission denied; ports below 1024 need root or CAP_NET_BIND_SERVICE, or choose a port from 1024 up",
            ),
            BindProblem::NotLocal => {
                f.write_str("no interface of this machine has that address; use one of its own, or 0.0.0.0 / :: for all")
            }
            BindProblem::BadHost { wanted } => write!(f, "not a valid address; expected {wanted}"),
            BindProblem::PathTooLong { length, limit } => {
                write!(f, "the path has {length} bytes, a unix socket allows {limit}; choose a shorter one")
            }
            BindProblem::NoDirectory => f.write_str("its directory does not exist; create it first"),
            BindProblem::NoAccess => {
                f.write_str("permission denied; the user of the server must be able to write that directory")
            }
            BindProblem::NotASocket => {
                f.write_str("a file that is not a socket is in the way; remove it or choose another path")
            }
            BindProblem::NoFamily => {
                f.write_str("the kernel does not support this address family; use an IPv4 address (SWOOLE_SOCK_TCP)")
            }
            BindProblem::Os { step, source } => write!(f, "{step}: {source}"),
        }
    }
}

impl std::error::Error for BindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            BindProblem::Os { source, .. } => Some(source),
            _ => None,
        }
    }
}
