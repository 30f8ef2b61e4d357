//! Addresses and connections: names are looked up without blocking the process, then `connect(2)`.

use std::net::{IpAddr, ToSocketAddrs};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rswoole_engine::net::{Step, Target, Way};

use super::CoSocket;
use super::failure::{Done, Stop};
use super::wait::{self, Limit};
use crate::coroutine::{await_in_coroutine, in_coroutine};
use crate::errors::code;
use crate::name_resolver::{self, Untried};
use crate::system::names::{self, Source};

/// Where to: an address, a name or, for a unix socket, a path.
#[derive(Clone, Copy)]
pub struct Host<'a> {
    pub name: &'a [u8],
    pub port: i64,
}

impl CoSocket {
    /// An address is needed: names are not looked up.
    pub fn bind(&self, host: &[u8], port: i64) -> Done<()> {
        let target = match self.domain {
            libc::AF_UNIX => unix_target(host)?,
            _ => {
                let port = port_of(port)?;
                let ip = self.ip(host).ok_or(Stop::code(code::BAD_HOST_ADDR))?;
                Target::ip(ip, port)
            }
        };
        Ok(self.inner.bind(&target)?)
    }

    pub fn connect(&self, host: Host<'_>, limit: &Limit) -> Done<()> {
        self.connect_plainly(host, limit)?;
        if self.wants_tls() { self.handshake(limit) } else { Ok(()) }
    }

    /// Does not wait for the connection. True: it is there; false: it may come, see [`CoSocket::is_connected`].
    pub fn begin_to_connect(&self, host: Host<'_>, limit: &Limit) -> Done<bool> {
        let target = self.target(host, limit)?;
        match self.inner.connect(&target) {
            Err(error) if matches!(error.raw_os_error(), Some(libc::EINPROGRESS | libc::EINTR)) => Ok(false),
            done => Ok(done.map(|()| true)?),
        }
    }

    pub fn is_connected(&self) -> bool {
        self.inner.connected().is_ok()
    }

    /// Without TLS, even if it is wanted.
    pub(super) fn connect_plainly(&self, host: Host<'_>, limit: &Limit) -> Done<()> {
        let resolved = self.ask_application(host.name)?;
        let target = self.target(Host { name: resolved.as_deref().unwrap_or(host.name), ..host }, limit)?;
        match self.inner.connect(&target) {
            Err(error) if matches!(error.raw_os_error(), Some(libc::EINPROGRESS | libc::EINTR)) => {
                if !self.blocking && !in_coroutine() {
                    return Err(Stop::Raised(wait::outside()));
                }
                self.operate(Way::Write, limit, &mut |socket| socket.connected().map(Step::more))?;
            }
            done => done?,
        }
        Ok(())
    }

    /// The address that a host means; names are looked up by the system.
    pub fn target(&self, host: Host<'_>, limit: &Limit) -> Done<Target> {
        if self.domain == libc::AF_UNIX {
            return unix_target(host.name);
        }
        let port = port_of(host.port)?;
        let ip = match self.ip(host.name) {
            Some(ip) => ip,
            None => self.look_up(host.name, limit)?,
        };
        Ok(Target::ip(ip, port))
    }

    /// What the application's resolvers say of a name; None: the system is to be asked, as blocking sockets always do.
    fn ask_application(&self, host: &[u8]) -> Done<Option<Vec<u8>>> {
        if self.blocking || self.domain == libc::AF_UNIX || self.ip(host).is_some() {
            return Ok(None);
        }
        match name_resolver::ask(host, &Untried::default()).map_err(Stop::Raised)? {
            Some(endpoint) if endpoint.host.is_empty() => Err(Stop::code(code::BAD_HOST_ADDR)),
            endpoint => Ok(endpoint.map(|endpoint| endpoint.host)),
        }
    }

    /// The address, when `host` is one of this socket's family.
    fn ip(&self, host: &[u8]) -> Option<IpAddr> {
        let ip: IpAddr = std::str::from_utf8(host).ok()?.parse().ok()?;
        self.is_own_family(&ip).then_some(ip)
    }

    fn is_own_family(&self, ip: &IpAddr) -> bool {
        ip.is_ipv6() == (self.domain == libc::AF_INET6)
    }

    fn look_up(&self, host: &[u8], limit: &Limit) -> Done<IpAddr> {
        let unknown = || Stop::code(code::DNSLOOKUP_RESOLVE_FAILED);
        let name = std::str::from_utf8(host).map_err(|_| unknown())?;
        if name.is_empty() || name.parse::<IpAddr>().is_ok() {
            return Err(unknown());
        }
        if self.blocking {
            let mut found = (name, 0).to_socket_addrs().map_err(|_| unknown())?.map(|address| address.ip());
            return found.find(|ip| self.is_own_family(ip)).ok_or_else(unknown);
        }
        if !in_coroutine() {
            return Err(Stop::Raised(wait::outside()));
        }
        if let Some(ip) = names::cached(host, self.domain, Source::System) {
            return Ok(ip);
        }
        let deadline = limit.end().min(Limit::new(0.0, self.timeouts.get().dns).end());
        let found = await_in_coroutine(async {
            tokio::time::timeout_at(deadline.into(), tokio::net::lookup_host((name, 0))).await
        })?;
        let addresses = found.map_err(|_| Stop::code(code::DNSLOOKUP_RESOLVE_TIMEOUT))?.map_err(|_| unknown())?;
        let mut own = addresses.map(|address| address.ip()).filter(|ip| self.is_own_family(ip));
        let ip = own.next().ok_or_else(unknown)?;
        names::remember(host, self.domain, Source::System, ip);
        Ok(ip)
    }
}

fn unix_target(path: &[u8]) -> Done<Target> {
    Target::unix(Path::new(std::ffi::OsStr::from_bytes(path))).map_err(|_| Stop::code(code::NAME_TOO_LONG))
}

fn port_of(port: i64) -> Done<u16> {
    u16::try_from(port).map_err(|_| Stop::code(code::BAD_PORT))
}
