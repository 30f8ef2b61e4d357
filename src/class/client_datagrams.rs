//! Datagram clients that are not connected: `Swoole\Client::connect()` only notes where to send, unless `$sock_flag` asks for a connection.
//! Anybody may answer, and `getpeername()` tells who did.

use std::cell::{Cell, RefCell};
use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use rswoole_engine::net::Target;
use rswoole_engine::sys::process::{self, Pid};
use rswoole_engine::sys::socket_io::Name;

use crate::socket::{CoSocket, Done, Host, Limit};
use crate::zend::Zv;

/// Where a client sends, and who sent to it last.
pub struct Correspondence {
    target: Target,
    sender: RefCell<Option<Name>>,
    /// What the peer answers to.
    _address: Option<ReplyAddress>,
}

impl Correspondence {
    pub fn begin(socket: &CoSocket, host: Host<'_>, limit: &Limit) -> Done<Correspondence> {
        let target = socket.target(host, limit)?;
        let address = if socket.domain == libc::AF_UNIX { ReplyAddress::bind(socket)? } else { None };
        Ok(Correspondence { target, sender: RefCell::default(), _address: address })
    }

    pub fn send(&self, socket: &CoSocket, data: &[u8]) -> Done<usize> {
        socket.send_datagram(data, &self.target)
    }

    pub fn receive(&self, socket: &CoSocket, length: usize, limit: &Limit) -> Done<Zv> {
        let (data, sender) = socket.receive_from(length, limit, |bytes| Zv::str(bytes))?;
        self.sender.replace(sender);
        Ok(data)
    }

    /// Before somebody sent, an address that means nobody.
    pub fn sender(&self, socket: &CoSocket) -> Name {
        self.sender.borrow().clone().unwrap_or_else(|| match socket.domain {
            libc::AF_UNIX => Name::Unix(Vec::new()),
            libc::AF_INET6 => Name::Ip((Ipv6Addr::UNSPECIFIED, 0).into()),
            _ => Name::Ip((Ipv4Addr::UNSPECIFIED, 0).into()),
        })
    }
}

/// The file of a unix socket; it goes with the client, in the process that made it.
struct ReplyAddress {
    path: PathBuf,
    maker: Pid,
}

thread_local! {
    static NUMBER: Cell<u64> = const { Cell::new(0) };
}

impl ReplyAddress {
    /// None: the settings have bound the socket already.
    fn bind(socket: &CoSocket) -> Done<Option<ReplyAddress>> {
        if !matches!(socket.own_name()?, Name::Unix(path) if path.is_empty()) {
            return Ok(None);
        }
        let maker = process::own_pid();
        NUMBER.set(NUMBER.get() + 1);
        let path = std::env::temp_dir().join(format!("rswoole-client.{}.{}.sock", maker.0, NUMBER.get()));
        // Of a process with this number that was killed.
        let _ = fs::remove_file(&path);
        socket.bind(path.as_os_str().as_bytes(), 0)?;
        Ok(Some(ReplyAddress { path, maker }))
    }
}

impl Drop for ReplyAddress {
    fn drop(&mut self) {
        if process::own_pid() == self.maker {
            let _ = fs::remove_file(&self.path);
        }
    }
}
