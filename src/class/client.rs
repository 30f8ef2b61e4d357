//! `Swoole\Client`: a connection for code that blocks. The socket and its waits are `crate::socket`'s, connections are made and kept in
//! [`super::client_connect`]; here are settings, warnings and what goes over a connection.

use std::cell::{Cell, RefCell};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::rc::Rc;

use rswoole_engine::sys::socket_io::Name;

use super::async_client::{self, Background};
use super::client_connect::{close, connect, destruct};
use super::client_datagrams::Correspondence;
use super::client_options;
use super::client_type::{self, ClientType};
use super::{coroutine_socket as socket_class, tls_options};
use crate::errors::{self, code};
use crate::socket::{CoSocket, Done, Failure, Held, Limit, Stop};
use crate::zend::{self, Array, Call, Class, Constant, Native, Object, Outcome, Raised, Slot, Zv, method};

pub const PROPERTIES: &[&str] = &[
    "public $errCode = 0",
    "public $sock = -1",
    "public $reuse = false",
    "public $reuseCount = 0",
    "public $type = 0",
    "public $id = null",
    "public $setting = null",
];
pub const ERR_CODE: Slot = Slot::of(PROPERTIES, "errCode", 0);
pub const SOCK: Slot = Slot::of(PROPERTIES, "sock", 0);
pub const REUSE: Slot = Slot::of(PROPERTIES, "reuse", 0);
pub const REUSE_COUNT: Slot = Slot::of(PROPERTIES, "reuseCount", 0);
pub const TYPE: Slot = Slot::of(PROPERTIES, "type", 0);
pub const ID: Slot = Slot::of(PROPERTIES, "id", 0);
pub const SETTING: Slot = Slot::of(PROPERTIES, "setting", 0);

pub static CLASS: Class = Class::new(r"Swoole\Client")
    .not_serializable()
    .native::<State>()
    .properties(PROPERTIES)
    .constants(&[
        ("MSG_OOB", Constant::Int(1)),
        ("MSG_PEEK", Constant::Int(2)),
        ("MSG_DONTWAIT", Constant::Int(64)),
        ("MSG_WAITALL", Constant::Int(256)),
        ("SHUT_RDWR", Constant::Int(2)),
        ("SHUT_RD", Constant::Int(0)),
        ("SHUT_WR", Constant::Int(1)),
    ])
    .methods(&[
        method("public function __construct(int $type, bool $async = false, string $id = '')", construct),
        method("public function __destruct()", destruct),
        method("public function set(array $settings): bool", set),
        method(
            "public function connect(string $host, int $port = 0, float $timeout = 0.5, int $sock_flag = 0): bool",
            connect,
        ),
        method("public function recv(int $size = 65536, int $flag = 0): string|false", recv),
        method("public function send(string $data, int $flag = 0): int|false", send),
        method("public function sendfile(string $filename, int $offset = 0, int $length = 0): bool", sendfile),
        method("public function sendto(string $ip, int $port, string $data): bool", sendto),
        method("public function shutdown(int $how): bool", shutdown),
        method("public function enableSSL(?callable $onSslReady = null): bool", enable_ssl),
        method("public function getPeerCert(): string|bool", peer_certificate),
        method("public function verifyPeerCert(): bool", verify_peer),
        method("public function isConnected(): bool", is_connected),
        method("public function getsockname(): array|false", own_name),
        method("public function getpeername(): array|false", peer_name),
        method("public function close(bool $force = false): bool", close),
        method("public function getSocket(): Socket|false", get_socket),
    ]);

const PEEK: i64 = libc::MSG_PEEK as i64;
const DONT_WAIT: i64 = libc::MSG_DONTWAIT as i64;
const WAIT_ALL: i64 = libc::MSG_WAITALL as i64;

#[derive(Default)]
pub struct State {
    kind: Cell<Option<ClientType>>,
    pub socket: Held,
    /// Where it goes, for the next client with `SWOOLE_KEEP`.
    key: RefCell<Vec<u8>>,
    /// Of a datagram client without a connection.
    correspondence: RefCell<Option<Rc<Correspondence>>>,
    /// Nothing waits: `connect()` was given `$sock_flag` 1.
    impatient: Cell<bool>,
    /// Whether the connection is there has still to be seen.
    pending: Cell<bool>,
    /// Of a `Swoole\Async\Client`.
    pub background: Background,
}

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State::default()
    }
}

impl State {
    /// Lets go of the socket.
    pub fn take_socket(&self) -> Option<Rc<CoSocket>> {
        let before = self.correspondence.take();
        drop(before);
        self.impatient.set(false);
        self.pending.set(false);
        self.socket.take()
    }

    /// The socket, if it is open and its connection there.
    pub fn connected(&self) -> Option<Rc<CoSocket>> {
        let socket = self.socket.get()?;
        if self.pending.get() {
            if !socket.is_connected() {
                return None;
            }
            self.pending.set(false);
        }
        Some(socket)
    }

    pub fn correspond(&self, with: Correspondence) {
        self.correspondence.replace(Some(Rc::new(with)));
    }

    fn correspondence(&self) -> Option<Rc<Correspondence>> {
        self.correspondence.borrow().clone()
    }

    /// The connection may be still to come, and nothing shall wait for it.
    pub fn hurry(&self, pending: bool) {
        self.impatient.set(true);
        self.pending.set(pending);
    }

    /// Where `SWOOLE_KEEP` keeps the connection; empty: nowhere.
    pub fn key(&self) -> Vec<u8> {
        self.key.borrow().clone()
    }

    pub fn set_key(&self, key: Vec<u8>) {
        self.key.replace(key);
    }

    fn limit(&self, default: f64) -> Limit {
        if self.impatient.get() { Limit::now() } else { Limit::new(0.0, default) }
    }

    pub fn kind(&self) -> Outcome<ClientType> {
        self.kind.get().ok_or_else(|| zend::throw_error("must call constructor first"))
    }

    pub fn set_kind(&self, kind: ClientType) {
        self.kind.set(Some(kind));
    }
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let kind = ClientType::new(call.int(0), CLASS.name())?;
    if call.opt_bool(1) == Some(true) {
        return Err(zend::throw_error("The $async parameter is not supported"));
    }
    call.native::<State>().kind.set(Some(kind));
    call.this().set_slot(TYPE, call.int(0));
    if let Some(id) = call.opt_bytes(2).filter(|id| !id.is_empty()) {
        call.this().set_slot(ID, id);
    }
    Ok(())
}

pub fn kind(call: &Call<'_>) -> Outcome<ClientType> {
    call.native::<State>().kind()
}

fn set(call: &mut Call<'_>) -> Outcome<bool> {
    let Some(given) = call.zv(0).as_array().filter(|given| !given.is_empty()) else { return Ok(true) };
    let all = client_options::take(&call.this().slot(SETTING), given)?;
    call.this().set_slot(SETTING, all.clone());
    match call.native::<State>().socket.get() {
        Some(socket) => client_type::adjust(&socket, &all),
        None => Raised::check(true),
    }
}

pub fn refuse(code: i64, message: &str) -> Outcome<Zv> {
    errors::set_last(code);
    zend::warning(message);
    Raised::check(Zv::bool(false))
}

pub fn tell(object: &Object, failure: &Failure) {
    errors::set_last(failure.code);
    object.set_slot(ERR_CODE, failure.code);
}

/// As the kernel says it of blocking sockets: a time limit is EAGAIN.
fn as_blocking(failure: Failure) -> Failure {
    if failure.code == i64::from(libc::ETIMEDOUT) { Failure::code(libc::EAGAIN.into()) } else { failure }
}

/// Runs an operation on the open socket; a failure is a warning that `what` begins.
fn operate<T: Into<Zv>>(
    call: &Call<'_>,
    what: impl FnOnce(&CoSocket) -> String,
    operation: impl FnOnce(&CoSocket) -> Done<T>,
) -> Outcome<Zv> {
    let Some(socket) = call.native::<State>().connected() else {
        call.this().set_slot(ERR_CODE, code::CLIENT_NO_CONNECTION);
        return refuse(code::PHP_RUNTIME_NOTICE, "client is not connected to server");
    };
    match operation(&socket) {
        Ok(value) => {
            errors::set_last(0);
            Ok(value.into())
        }
        Err(Stop::Raised(raised)) => Err(raised),
        Err(Stop::Failed(failure)) => {
            let failure = as_blocking(failure);
            tell(call.this(), &failure);
            zend::warning(&format!("{}, Error: {}[{}]", what(&socket), failure.text(), failure.code));
            Raised::check(Zv::bool(false))
        }
    }
}

/// A socket as the settings say. None: it can not be, and the object says why.
pub fn open(call: &Call<'_>, kind: ClientType, blocking: bool) -> Outcome<Option<Rc<CoSocket>>> {
    let open = if blocking { CoSocket::open_blocking } else { CoSocket::open };
    let socket = match open(kind.domain, kind.kind, 0) {
        Ok(socket) => socket,
        Err(error) => {
            if let Stop::Failed(failure) = Stop::from(error) {
                tell(call.this(), &failure);
            }
            return Ok(None);
        }
    };
    let options = call.this().slot(SETTING).as_array().cloned().unwrap_or_default();
    if !client_type::secure(&socket, kind, &options)? {
        tell(call.this(), &Failure::code(code::OPERATION_NOT_SUPPORT));
        return Ok(None);
    }
    if !client_type::prepare(&socket, &options)? {
        return Ok(None);
    }
    Ok(Some(socket))
}

pub fn adopt(call: &Call<'_>, socket: Rc<CoSocket>) {
    call.this().set_slot(SOCK, i64::from(socket.fd()));
    call.native::<State>().socket.put(socket);
}

fn recv(call: &mut Call<'_>) -> Outcome<Zv> {
    let flags = call.opt_int(1).unwrap_or(0);
    let length = socket_class::length(call, 0);
    let mut wrong_head = None;
    let received = operate(
        call,
        |_| "recv() failed".to_owned(),
        |socket| {
            let limit = call.native::<State>().limit(socket.timeouts.get().read);
            if let Some(correspondence) = call.native::<State>().correspondence().filter(|_| flags == 0) {
                return correspondence.receive(socket, length, &limit);
            }
            if flags & (PEEK | DONT_WAIT) == PEEK | DONT_WAIT {
                return socket.peek(length, |bytes| Zv::str(bytes));
            }
            if flags & PEEK != 0 {
                return socket.peek_waiting(length, &limit, |bytes| Zv::str(bytes));
            }
            if flags & DONT_WAIT != 0 {
                return socket.receive(length, &Limit::now(), |bytes| Zv::str(bytes));
            }
            if flags & WAIT_ALL != 0 {
                // "An incorrect $size will cause the recv to timeout and return false" (manual).
                return match socket.receive_exactly(length, &limit)? {
                    (_, Some(stop)) => Err(stop),
                    (data, None) => Ok(Zv::str(data)),
                };
            }
            if socket.has_framing() {
                return match socket.receive_packet(&limit) {
                    Err(Stop::Failed(failure)) if is_wrong_head(&failure) => {
                        tracing::warn!("recv() on socket {}: {}", socket.fd(), failure.text());
                        wrong_head = Some(failure);
                        Ok(Zv::str(""))
                    }
                    packet => packet.map(Zv::str),
                };
            }
            socket.receive(length, &limit, |bytes| Zv::str(bytes))
        },
    );
    if let Some(failure) = wrong_head {
        tell(call.this(), &failure);
    }
    received
}

/// "If an incorrect package header or a length value that exceeds package_max_length is received, recv will return an empty string" (manual).
fn is_wrong_head(failure: &Failure) -> bool {
    let codes = [code::PACKAGE_LENGTH_TOO_LARGE, code::PACKAGE_LENGTH_NOT_FOUND, code::PACKAGE_MALFORMED_DATA];
    codes.contains(&failure.code)
}

fn send(call: &mut Call<'_>) -> Outcome<Zv> {
    let data = call.bytes(0);
    if data.is_empty() {
        return refuse(code::PHP_FATAL_ERROR, "data to send is empty");
    }
    operate(
        call,
        |socket| format!("failed to send({}) {} bytes", socket.fd(), data.len()),
        |socket| {
            if call.this().is_a(&async_client::CLASS) {
                return async_client::send(call.this(), data);
            }
            let state = call.native::<State>();
            if let Some(correspondence) = state.correspondence() {
                return Ok(i64::try_from(correspondence.send(socket, data)?).unwrap_or(i64::MAX));
            }
            let (sent, _) = socket.send_all(data, &state.limit(socket.timeouts.get().write))?;
            Ok(i64::try_from(sent).unwrap_or(i64::MAX))
        },
    )
}

fn sendfile(call: &mut Call<'_>) -> Outcome<Zv> {
    if call.bytes(0).is_empty() {
        return refuse(code::PHP_FATAL_ERROR, "file to send is empty");
    }
    let part = |index: usize| u64::try_from(call.opt_int(index).unwrap_or(0)).unwrap_or(0);
    operate(
        call,
        |_| "sendfile() failed".to_owned(),
        |socket| {
            let path = Path::new(OsStr::from_bytes(call.bytes(0)));
            socket.send_file(path, part(1), part(2), &Limit::new(0.0, socket.timeouts.get().write)).map(|()| true)
        },
    )
}

/// A datagram needs no connection.
fn sendto(call: &mut Call<'_>) -> Outcome<Zv> {
    let kind = kind(call)?;
    if call.bytes(2).is_empty() {
        return refuse(code::PHP_FATAL_ERROR, "data to send is empty");
    }
    if kind.is_stream() {
        call.this().set_slot(ERR_CODE, code::OPERATION_NOT_SUPPORT);
        return refuse(code::OPERATION_NOT_SUPPORT, "only supports SWOOLE_SOCK_(UDP/UDP6/UNIX_DGRAM)");
    }
    if call.native::<State>().socket.get().is_none() {
        let Some(socket) = open(call, kind, true)? else { return Ok(Zv::bool(false)) };
        adopt(call, socket);
    }
    operate(
        call,
        |_| "sendto() failed".to_owned(),
        |socket| socket.send_to(call.bytes(0), call.int(1), call.bytes(2)).map(|_| true),
    )
}

fn shutdown(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |_| "shutdown() failed".to_owned(), |socket| socket.shutdown(call.int(0)).map(|()| true))
}

/// Goes over to TLS on the open connection (STARTTLS). The callback is for a client that does not block, which this is not.
fn enable_ssl(call: &mut Call<'_>) -> Outcome<Zv> {
    let options = call.this().slot(SETTING).as_array().cloned().unwrap_or_default();
    if call.native::<State>().socket.get().is_some_and(|socket| socket.is_secure()) {
        return refuse(code::PHP_FATAL_ERROR, "SSL has been enabled");
    }
    operate(
        call,
        |_| "enableSSL() failed".to_owned(),
        |socket| {
            let settings = tls_options::of(&options).map_err(Stop::Raised)?;
            socket.start_tls(settings, &Limit::new(0.0, socket.timeouts.get().connect)).map(|()| true)
        },
    )
}

/// True while the connection is there and under TLS; else a warning has said what is missing.
fn is_secure(call: &Call<'_>) -> Outcome<bool> {
    match call.native::<State>().socket.get() {
        Some(socket) if !socket.is_secure() => refuse(code::SSL_NOT_READY, "SSL is not ready").map(|_| false),
        _ => Ok(true),
    }
}

fn peer_certificate(call: &mut Call<'_>) -> Outcome<Zv> {
    if !is_secure(call)? {
        return Ok(Zv::bool(false));
    }
    operate(
        call,
        |_| "getPeerCert() failed".to_owned(),
        |socket| match socket.peer_certificate()? {
            Some(pem) => Ok(Zv::str(pem)),
            None => Err(Stop::code(code::SSL_EMPTY_PEER_CERTIFICATE)),
        },
    )
}

fn verify_peer(call: &mut Call<'_>) -> Outcome<Zv> {
    if !is_secure(call)? {
        return Ok(Zv::bool(false));
    }
    let Some(socket) = call.native::<State>().socket.get() else {
        return operate(call, |_| String::new(), |_| Ok(false));
    };
    // A certificate that is not trusted is an answer, not a failure: no warning.
    match socket.verify_peer(false) {
        Ok(()) => {
            errors::set_last(0);
            Ok(true.into())
        }
        Err(Stop::Failed(failure)) => {
            tell(call.this(), &failure);
            Ok(Zv::bool(false))
        }
        Err(Stop::Raised(raised)) => Err(raised),
    }
}

fn is_connected(call: &mut Call<'_>) -> bool {
    call.native::<State>().connected().is_some()
}

fn own_name(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |_| "getsockname() failed".to_owned(), |socket| socket.own_name().map(|name| port_and_host(&name)))
}

fn peer_name(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(
        call,
        |_| "getpeername() failed".to_owned(),
        |socket| match call.native::<State>().correspondence() {
            Some(correspondence) => Ok(port_and_host(&correspondence.sender(socket))),
            None => socket.peer_name().map(|name| port_and_host(&name)),
        },
    )
}

/// `{port, host}`
fn port_and_host(name: &Name) -> Array {
    let plain = socket_class::name(name);
    let mut array = Array::with_capacity(2);
    array.insert("port", plain.get("port").unwrap_or_default());
    array.insert("host", plain.get("address").unwrap_or_default());
    array
}

fn get_socket(call: &mut Call<'_>) -> Outcome<Zv> {
    let mut reason = None;
    let socket = operate(
        call,
        |_| String::new(),
        |socket| {
            Ok(zend::socket::import(socket.fd()).unwrap_or_else(|why| {
                reason = Some(why);
                Zv::bool(false)
            }))
        },
    )?;
    match reason {
        Some(reason) => refuse(code::PHP_FATAL_ERROR, &reason),
        None => Ok(socket),
    }
}
