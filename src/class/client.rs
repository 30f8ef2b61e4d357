//! `Swoole\Client`: a connection for code that blocks. The socket and its waits are `crate::socket`'s; here are settings, warnings and
//! connections kept for the next client (`SWOOLE_KEEP`).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::rc::Rc;

use rswoole_engine::sys::socket_io::Name;

use super::client_type::{self, ClientType};
use super::coroutine_client::merged;
use super::{coroutine_socket as socket_class, tls_options};
use crate::errors::{self, code};
use crate::socket::{CoSocket, Done, Failure, Held, Host, Limit, Stop};
use crate::zend::{self, Array, Call, Class, Constant, Native, Object, Outcome, Raised, Slot, Zv, method};

const PROPERTIES: &[&str] = &[
    "public $errCode = 0",
    "public $sock = -1",
    "public $reuse = false",
    "public $reuseCount = 0",
    "public $type = 0",
    "public $id = null",
    "public $setting = null",
];
const ERR_CODE: Slot = Slot::of(PROPERTIES, "errCode", 0);
const SOCK: Slot = Slot::of(PROPERTIES, "sock", 0);
const REUSE: Slot = Slot::of(PROPERTIES, "reuse", 0);
const REUSE_COUNT: Slot = Slot::of(PROPERTIES, "reuseCount", 0);
const TYPE: Slot = Slot::of(PROPERTIES, "type", 0);
const ID: Slot = Slot::of(PROPERTIES, "id", 0);
const SETTING: Slot = Slot::of(PROPERTIES, "setting", 0);

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

struct Kept {
    socket: Rc<CoSocket>,
    uses: i64,
}

thread_local! {
    /// Connections that were closed with `SWOOLE_KEEP`, by where they go.
    static KEPT: RefCell<HashMap<Vec<u8>, Kept>> = RefCell::default();
}

#[derive(Default)]
pub struct State {
    kind: Cell<Option<ClientType>>,
    pub socket: Held,
    /// Where it goes, for the next client with `SWOOLE_KEEP`.
    key: RefCell<Vec<u8>>,
}

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State::default()
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

/// A connection to keep outlives the object.
fn destruct(call: &mut Call<'_>) {
    put_away(call, false);
}

fn kind(call: &Call<'_>) -> Outcome<ClientType> {
    call.native::<State>().kind.get().ok_or_else(|| zend::throw_error("must call constructor first"))
}

fn set(call: &mut Call<'_>) -> Outcome<bool> {
    let Some(given) = call.zv(0).as_array().filter(|given| !given.is_empty()) else { return Ok(false) };
    let all = merged(&call.this().slot(SETTING), given);
    call.this().set_slot(SETTING, all.clone());
    match call.native::<State>().socket.get() {
        Some(socket) => client_type::adjust(&socket, &all),
        None => Raised::check(true),
    }
}

fn refuse(code: i64, message: &str) -> Outcome<Zv> {
    errors::set_last(code);
    zend::warning(message);
    Raised::check(Zv::bool(false))
}

fn tell(object: &Object, failure: &Failure) {
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
    let Some(socket) = call.native::<State>().socket.get() else {
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

fn open(call: &Call<'_>, kind: ClientType) -> Outcome<Option<Rc<CoSocket>>> {
    let socket = match CoSocket::open_blocking(kind.domain, kind.kind, 0) {
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
    adopt(call, Rc::clone(&socket));
    Ok(Some(socket))
}

fn adopt(call: &Call<'_>, socket: Rc<CoSocket>) {
    call.this().set_slot(SOCK, i64::from(socket.fd()));
    call.native::<State>().socket.put(socket);
}

fn connect(call: &mut Call<'_>) -> Outcome<Zv> {
    let (kind, port) = (kind(call)?, call.opt_int(1).unwrap_or(0));
    let (host, seconds) = (call.bytes(0), call.opt_float(2).unwrap_or(0.5));
    if host.is_empty() {
        return refuse(code::PHP_FATAL_ERROR, "The host is empty");
    }
    if call.native::<State>().socket.get().is_some() {
        return refuse(code::PHP_FATAL_ERROR, "connection to the server has already been established");
    }
    if kind.domain != libc::AF_UNIX && !(1..=65535).contains(&port) {
        return refuse(code::PHP_FATAL_ERROR, "The port is invalid");
    }
    if kind.keep && take_kept(call, kind, host, port) {
        return Ok(true.into());
    }
    let Some(socket) = open(call, kind)? else { return Ok(Zv::bool(false)) };
    // The one argument limits the connection and everything after it; settings of their own go before.
    let options = call.this().slot(SETTING).as_array().cloned().unwrap_or_default();
    let mut timeouts = socket.timeouts.get();
    for name in ["connect_timeout", "read_timeout", "write_timeout"] {
        if options.get(name).is_none() && options.get("timeout").is_none() {
            timeouts.set(name, seconds);
        }
    }
    socket.timeouts.set(timeouts);
    let limit = Limit::new(seconds, timeouts.connect);
    match client_type::connect(&socket, Host { name: host, port }, &options, &limit) {
        Ok(()) => Ok(true.into()),
        Err(stop) => {
            drop(socket);
            let own = call.native::<State>().socket.take();
            drop(own);
            let Stop::Failed(failure) = stop else { return Err(Raised::Exception) };
            tell(call.this(), &failure);
            let host = String::from_utf8_lossy(host);
            let (text, number) = (failure.text(), failure.code);
            zend::warning(&format!("connect to server[{host}:{port}] failed. Error: {text}[{number}]"));
            Raised::check(Zv::bool(false))
        }
    }
}

/// Goes on with a connection that an earlier client left, if its peer is still there.
fn take_kept(call: &Call<'_>, kind: ClientType, host: &[u8], port: i64) -> bool {
    let id = call.this().slot(ID);
    let id = id.as_bytes().unwrap_or_default();
    let key = [format!("{}:{port}:", kind.number).as_bytes(), host, b":", id].concat();
    call.native::<State>().key.replace(key.clone());
    let Some(kept) = KEPT.with_borrow_mut(|kept| kept.remove(&key)) else { return false };
    if kept.socket.check_liveness().is_err() {
        return false;
    }
    call.this().set_slot(REUSE, true);
    call.this().set_slot(REUSE_COUNT, kept.uses);
    adopt(call, kept.socket);
    true
}

/// Lets go of the socket: into the store, or for good. False: there was none.
fn put_away(call: &Call<'_>, force: bool) -> bool {
    let state = call.native::<State>();
    let Some(socket) = state.socket.take() else { return false };
    let keep = state.kind.get().is_some_and(|kind| kind.keep) && !force && !state.key.borrow().is_empty();
    if keep {
        // A callback of the framing is a PHP value: it must not outlive the request.
        socket.set_packets(None);
        let uses = call.this().slot(REUSE_COUNT).to_int() + 1;
        KEPT.with_borrow_mut(|kept| kept.insert(state.key.borrow().clone(), Kept { socket, uses }));
    }
    true
}

fn close(call: &mut Call<'_>) -> Outcome<Zv> {
    if put_away(call, call.opt_bool(0).unwrap_or(false)) {
        return Ok(true.into());
    }
    refuse(code::PHP_FATAL_ERROR, "client is not connected to the server")
}

fn recv(call: &mut Call<'_>) -> Outcome<Zv> {
    let flags = call.opt_int(1).unwrap_or(0);
    let length = socket_class::length(call, 0);
    operate(
        call,
        |_| "recv() failed".to_owned(),
        |socket| {
            let limit = Limit::new(0.0, socket.timeouts.get().read);
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
                return socket.receive_exactly(length, &limit).map(|(data, _)| Zv::str(data));
            }
            if socket.has_framing() {
                return socket.receive_packet(&limit).map(Zv::str);
            }
            socket.receive(length, &limit, |bytes| Zv::str(bytes))
        },
    )
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
            let (sent, _) = socket.send_all(data, &Limit::new(0.0, socket.timeouts.get().write))?;
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
    if call.native::<State>().socket.get().is_none() && open(call, kind)?.is_none() {
        return Ok(Zv::bool(false));
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
    call.native::<State>().socket.get().is_some()
}

fn own_name(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |_| "getsockname() failed".to_owned(), |socket| socket.own_name().map(|name| port_and_host(&name)))
}

fn peer_name(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |_| "getpeername() failed".to_owned(), |socket| socket.peer_name().map(|name| port_and_host(&name)))
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
