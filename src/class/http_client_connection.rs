//! The connection of `Swoole\Coroutine\Http\Client`: kept from one request to the next while it is of use, made anew where it is not. Must not
//! know requests.

use std::net::IpAddr;
use std::rc::Rc;

use super::client_type;
use super::coroutine_socket as socket_class;
use super::http_client::*;
use super::http_client_request::Asking;
use crate::errors::code;
use crate::name_resolver::{self, Endpoint};
use crate::socket::{CoSocket, Done, Host, Limit, Proxy, ProxyKind, Stop};
use crate::zend::{Object, Outcome};

impl Asking<'_> {
    /// The open connection, if it can still be used, else a new one.
    pub fn connection(&self) -> Done<Rc<CoSocket>> {
        if let Some(socket) = self.state.socket.get() {
            if self.state.input.borrow().is_empty() && is_quiet(&socket)? {
                return Ok(socket);
            }
            release(self.object, self.state).map_err(Stop::Raised)?;
        }
        self.connect()
    }

    fn connect(&self) -> Done<Rc<CoSocket>> {
        let object = self.object;
        let host = object.slot(HOST).to_str().map_err(Stop::Raised)?.to_text();
        let options = object.slot(SETTING).as_array().cloned().unwrap_or_default();
        let proxy = self.proxy().map_err(Stop::Raised)?;
        let node = if !is_unix(object) && proxy.is_none() { self.node(&host)? } else { None };
        let nearest = match (&proxy, &node) {
            (Some(proxy), _) => Some(&proxy.host[..]),
            (None, Some(node)) => Some(&node.host[..]),
            (None, None) => None,
        };
        let protocols: Option<&[&[u8]]> = object.slot(SSL).to_bool().then_some(&[]);
        let (socket, name) = client_type::open_for_http(&host, &options, nearest, protocols)?;
        let limit = Limit::new(0.0, socket.timeouts.get().connect);
        let to = match &node {
            Some(node) => Host { name: &node.host, port: self.port_of(node)? },
            None => Host { name: name.as_bytes(), port: i64::from(self.port()?) },
        };
        match proxy {
            None => socket.connect(to, &limit)?,
            Some(proxy) if self.speaks_to(&proxy) => socket.reach(&proxy, &limit)?,
            Some(proxy) => socket.connect_through(&proxy, to, &limit)?,
        }
        let shown = socket_class::from_socket(Rc::clone(&socket)).map_err(Stop::Raised)?;
        self.state.socket.put(Rc::clone(&socket));
        object.set_slot(SOCKET, shown);
        object.set_slot(CONNECTED, true);
        Ok(socket)
    }

    /// What the application's resolvers say of the host's name, if they are to be asked.
    fn node(&self, host: &str) -> Done<Option<Endpoint>> {
        if host.parse::<IpAddr>().is_ok() {
            return Ok(None);
        }
        match name_resolver::ask(host.as_bytes(), &self.nodes).map_err(Stop::Raised)? {
            Some(node) if node.host.is_empty() => Err(Stop::code(code::BAD_HOST_ADDR)),
            node => Ok(node),
        }
    }

    /// A node's own port counts where the client was given none.
    fn port_of(&self, node: &Endpoint) -> Done<i64> {
        match node.port.filter(|_| self.object.slot(PORT).to_int() == 0) {
            Some(port) => Ok(port.into()),
            None => self.port().map(i64::from),
        }
    }

    /// Sockets of this machine are reached without one.
    pub fn proxy(&self) -> Outcome<Option<Proxy>> {
        let object = self.object;
        match object.slot(SETTING).as_array() {
            Some(options) if !is_unix(object) => client_type::proxy(options),
            _ => Ok(None),
        }
    }

    /// Whether requests go to the proxy, and not through it to the server.
    pub fn speaks_to(&self, proxy: &Proxy) -> bool {
        proxy.kind == ProxyKind::Http && !self.object.slot(SSL).to_bool()
    }

    pub fn default_port(&self) -> u16 {
        if self.object.slot(SSL).to_bool() { 443 } else { 80 }
    }

    pub fn port(&self) -> Done<u16> {
        match self.object.slot(PORT).to_int() {
            0 => Ok(self.default_port()),
            port => u16::try_from(port).map_err(|_| Stop::code(code::BAD_PORT)),
        }
    }
}

fn is_unix(object: &Object) -> bool {
    object.slot(HOST).as_bytes().is_some_and(|host| host.starts_with(b"unix:"))
}

/// Nothing has come since the last answer: the connection can take the next request.
fn is_quiet(socket: &CoSocket) -> Done<bool> {
    match socket.peek(1, <[u8]>::len) {
        Err(Stop::Failed(failure)) => Ok(failure.code == i64::from(libc::EAGAIN)),
        Err(raised) => Err(raised),
        Ok(_) => Ok(false),
    }
}
