//! Where a listener listens and where a peer comes from. Parsing and printing only.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use super::bind_error::{BindError, BindProblem};

/// The address of a listener.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Address {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

/// The address of the other end of a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Peer {
    Tcp(SocketAddr),
    /// Clients of a unix socket have no address.
    Unix,
}

impl Address {
    /// An IPv4 address, or `localhost`; `*` means all interfaces.
    pub fn tcp4(host: &str, port: u16) -> Result<Address, BindError> {
        let ip = match host {
            "*" => Ipv4Addr::UNSPECIFIED,
            "localhost" => Ipv4Addr::LOCALHOST,
            _ => host.parse().map_err(|_| bad_host(host, port, "an IPv4 address such as 127.0.0.1 or 0.0.0.0"))?,
        };
        Ok(Address::Tcp(SocketAddr::new(IpAddr::V4(ip), port)))
    }

    /// An IPv6 address, with or without brackets, or `localhost`; `*` means all interfaces.
    pub fn tcp6(host: &str, port: u16) -> Result<Address, BindError> {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        let ip = match bare {
            "*" => Ipv6Addr::UNSPECIFIED,
            "localhost" => Ipv6Addr::LOCALHOST,
            _ => bare.parse().map_err(|_| bad_host(host, port, "an IPv6 address such as ::1 or ::"))?,
        };
        Ok(Address::Tcp(SocketAddr::new(IpAddr::V6(ip), port)))
    }

    pub fn unix(path: impl Into<PathBuf>) -> Result<Address, BindError> {
        let path = path.into();
        let length = path.as_os_str().len();
        if length == 0 {
            return Err(BindError::new(&Address::Unix(path), BindProblem::BadHost { wanted: "a path" }));
        }
        if length > UNIX_PATH_MAX {
            return Err(BindError::new(
                &Address::Unix(path),
                BindProblem::PathTooLong { length, limit: UNIX_PATH_MAX },
            ));
        }
        Ok(Address::Unix(path))
    }

    /// The port; 0 for a unix socket.
    pub fn port(&self) -> u16 {
        match self {
            Address::Tcp(address) => address.port(),
            Address::Unix(_) => 0,
        }
    }

    pub fn path(&self) -> Option<&Path> {
        match self {
            Address::Tcp(_) => None,
            Address::Unix(path) => Some(path),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp(address) => address.fmt(f),
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Peer::Tcp(address) => address.fmt(f),
            Peer::Unix => f.write_str("unix socket"),
        }
    }
}

fn bad_host(host: &str, port: u16, wanted: &'static str) -> BindError {
    BindError::named(format!("{host}:{port}"), BindProblem::BadHost { wanted })
}

/// `sizeof(sockaddr_un.sun_path)` without the closing NUL.
const UNIX_PATH_MAX: usize = 107;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_as_users_write_them() {
        for (host, want) in [("127.0.0.1", "127.0.0.1:80"), ("localhost", "127.0.0.1:80"), ("*", "0.0.0.0:80")] {
            assert_eq!(Address::tcp4(host, 80).unwrap().to_string(), want);
        }
        for (host, want) in [("::1", "[::1]:80"), ("[::1]", "[::1]:80"), ("::", "[::]:80")] {
            assert_eq!(Address::tcp6(host, 80).unwrap().to_string(), want);
        }
    }

    #[test]
    fn a_bad_host_is_named_with_what_was_expected() {
        let text = Address::tcp4("300.1.1.1", 9501).unwrap_err().to_string();
        assert!(text.contains("300.1.1.1:9501") && text.contains("IPv4 address"), "{text}");
        assert!(Address::unix("x".repeat(108)).unwrap_err().to_string().contains("107"));
    }
}
