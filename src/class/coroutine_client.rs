//! `Swoole\Coroutine\Client`: a connection to a server for coroutines. Its socket is a `Coroutine\Socket` that `exportSocket()` shows;
//! what is here is settings, state and errors.

use std::cell::Cell;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::rc::Rc;

use rswoole_engine::sys::socket_io::Name;

use super::client_options;
use super::client_type::{self, ClientType};
use super::{coroutine_socket as socket_class, tls_options};
use crate::errors::{self, code};
use crate::socket::{CoSocket, Done, Failure, Held, Host, Limit, Stop};
use crate::zend::{self, Array, Call, Class, Constant, Native, Object, Outcome, Raised, Slot, Zv, method};

const PROPERTIES: &[&str] = &[
    "public $errCode = 0",
    "public $errMsg = ''",
    "public $fd = -1",
    "public $socket = null",
    "public $type = 1",
    "public $setting = null",
    "public $connected = false",
];
const ERR_CODE: Slot = Slot::of(PROPERTIES, "errCode", 0);
const ERR_MSG: Slot = Slot::of(PROPERTIES, "errMsg", 0);
const FD: Slot = Slot::of(PROPERTIES, "fd", 0);
const SOCKET: Slot = Slot::of(PROPERTIES, "socket", 0);
const TYPE: Slot = Slot::of(PROPERTIES, "type", 0);
const SETTING: Slot = Slot::of(PROPERTIES, "setting", 0);
const CONNECTED: Slot = Slot::of(PROPERTIES, "connected", 0);

pub static CLASS: Class = Class::new(r"Swoole\Coroutine\Client")
    .short_names(&[r"Co\Client"])
    .not_serializable()
    .native::<State>()
    .properties(PROPERTIES)
    .constants(&[
        ("MSG_OOB", Constant::Int(1)),
        ("MSG_PEEK", Constant::Int(2)),
        ("MSG_DONTWAIT", Constant::Int(64)),
        ("MSG_WAITALL", Constant::Int(256)),
    ])
    .methods(&[
        method("public function __construct(int $type)", construct),
        method("public function __destruct()", destruct),
        method("public function set(array $settings): bool", set),
        method(
            "public function connect(string $host, int $port = 0, float $timeout = 0, int $sock_flag = 0): bool",
            connect,
        ),
        method("public function recv(float $timeout = 0): string|false", recv),
        method("public function peek(int $length = 65535): string|false", peek),
        method("public function send(string $data, float $timeout = 0): int|false", send),
        method("public function sendfile(string $filename, int $offset = 0, int $length = 0): bool", sendfile),
        method("public function sendto(string $address, int $port, string $data): bool", sendto),
        method("public function recvfrom(int $length, mixed &$address, mixed &$port = 0): string|false", recvfrom),
        method("public function enableSSL(): bool", enable_ssl),
        method("public function getPeerCert(): string|false", peer_certificate),
        method("public function verifyPeerCert(bool $allow_self_signed = false): bool", verify_peer),
        method("public function isConnected(): bool", is_connected),
        method("public function getsockname(): array|false", own_name),
        method("public function getpeername(): array|false", peer_name),
        method("public function close(): bool", close),
        method("public function exportSocket(): Swoole\\Coroutine\\Socket|false", export_socket),
    ]);

#[derive(Default)]
pub struct State {
    kind: Cell<Option<ClientType>>,
    socket: Held,
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
    call.native::<State>().kind.set(Some(kind));
    call.this().set_slot(TYPE, kind.number);
    Ok(())
}

fn destruct(_: &mut Call<'_>) {}

fn kind(call: &Call<'_>) -> Outcome<ClientType> {
    call.native::<State>().kind.get().ok_or_else(|| zend::throw_error("must call constructor first"))
}

fn set(call: &mut Call<'_>) -> Outcome<bool> {
    let Some(given) = call.zv(0).as_array().filter(|given| !given.is_empty()) else { return Ok(false) };
    let all = client_options::take(&call.this().slot(SETTING), given)?;
    call.this().set_slot(SETTING, all.clone());
    let socket = call.native::<State>().socket.get();
    match socket {
        Some(socket) => client_type::adjust(&socket, &all),
        None => Raised::check(true),
    }
}

fn tell(object: &Object, failure: &Failure) {
    errors::set_last(failure.code);
    object.set_slot(ERR_CODE, failure.code);
    object.set_slot(ERR_MSG, failure.text());
}

fn settle<T: Into<Zv>>(object: &Object, done: Done<T>) -> Outcome<Zv> {
    match done {
        Ok(value) => {
            errors::set_last(0);
            Ok(value.into())
        }
        Err(Stop::Failed(failure)) => {
            tell(object, &failure);
            Ok(Zv::bool(false))
        }
        Err(Stop::Raised(raised)) => Err(raised),
    }
}

/// Runs an operation on the socket; without one it fails with "no connection".
fn operate<T: Into<Zv>>(call: &Call<'_>, operation: impl FnOnce(&CoSocket) -> Done<T>) -> Outcome<Zv> {
    let socket = call.native::<State>().socket.get();
    let done = match socket {
        Some(socket) => operation(&socket),
        None => Err(Stop::code(code::CLIENT_NO_CONNECTION)),
    };
    settle(call.this(), done)
}

fn refuse(message: &str) -> Outcome<Zv> {
    errors::set_last(code::PHP_FATAL_ERROR);
    zend::warning(message);
    Raised::check(Zv::bool(false))
}

/// Opens the socket as the settings say. None: it can not be, and the object says why.
fn open(call: &Call<'_>, kind: ClientType) -> Outcome<Option<Rc<CoSocket>>> {
    let socket = match CoSocket::open(kind.domain, kind.kind, 0) {
        Ok(socket) => socket,
        Err(error) => return settle(call.this(), Err::<bool, _>(error.into())).map(|_| None),
    };
    let options = call.this().slot(SETTING).as_array().cloned().unwrap_or_default();
    if !client_type::secure(&socket, kind, &options)? {
        tell(call.this(), &Failure::code(code::OPERATION_NOT_SUPPORT));
        return Ok(None);
    }
    if !client_type::prepare(&socket, &options)? {
        return Ok(None);
    }
    call.this().set_slot(FD, i64::from(socket.fd()));
    call.this().set_slot(SOCKET, socket_class::from_socket(Rc::clone(&socket))?);
    call.native::<State>().socket.put(Rc::clone(&socket));
    Ok(Some(socket))
}

fn connect(call: &mut Call<'_>) -> Outcome<Zv> {
    let (kind, port) = (kind(call)?, call.opt_int(1).unwrap_or(0));
    if call.bytes(0).is_empty() {
        return refuse("The host is empty");
    }
    if kind.domain != libc::AF_UNIX && !(1..=65535).contains(&port) {
        return refuse("The port is invalid");
    }
    if call.this().slot(CONNECTED).to_bool() {
        tell(call.this(), &Failure::code(libc::EISCONN.into()));
        return Ok(Zv::bool(false));
    }
    let existing = call.native::<State>().socket.get();
    let socket = match existing {
        Some(socket) => socket,
        None => match open(call, kind)? {
            Some(socket) => socket,
            None => return Ok(Zv::bool(false)),
        },
    };
    let seconds = call.opt_float(2).unwrap_or(0.0);
    if seconds != 0.0 {
        // Of "connect/send/recv" (manual): it goes over the settings, for all that follows.
        let mut timeouts = socket.timeouts.get();
        timeouts.set("timeout", seconds);
        socket.timeouts.set(timeouts);
    }
    let limit = Limit::new(seconds, socket.timeouts.get().connect);
    let options = call.this().slot(SETTING).as_array().cloned().unwrap_or_default();
    let connected = client_type::connect(&socket, Host { name: call.bytes(0), port }, &options, &limit);
    if connected.is_ok() {
        call.this().set_slot(CONNECTED, true);
    } else {
        drop(socket);
        release(call)?;
    }
    settle(call.this(), connected.map(|()| true))
}

/// Lets go of the socket; who waits for it goes on with ECANCELED.
fn release(call: &Call<'_>) -> Outcome<()> {
    let own = call.native::<State>().socket.take();
    drop(own);
    call.this().set_slot(CONNECTED, false);
    let object = call.this().slot(SOCKET);
    call.this().set_slot(SOCKET, Zv::NULL);
    object.as_object().map_or(Ok(()), socket_class::close_object)
}

fn close(call: &mut Call<'_>) -> Outcome<Zv> {
    let open = call.native::<State>().socket.is_open();
    if open {
        release(call)?;
        errors::set_last(0);
        return Ok(true.into());
    }
    operate(call, |_| Ok(true))
}

fn recv(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.receive_packet(&socket_class::read_limit(call, 0, socket)).map(Zv::str))
}

fn peek(call: &mut Call<'_>) -> Outcome<Zv> {
    let length = socket_class::length(call, 0);
    operate(call, |socket| socket.peek(length, |bytes| Zv::str(bytes)))
}

fn send(call: &mut Call<'_>) -> Outcome<Zv> {
    if call.bytes(0).is_empty() {
        return refuse("data to send is empty");
    }
    let mut stopped = None;
    let sent = operate(call, |socket| {
        let (sent, stop) = socket.send_all(call.bytes(0), &socket_class::write_limit(call, 1, socket))?;
        stopped = stop;
        Ok(i64::try_from(sent).unwrap_or(i64::MAX))
    })?;
    if let Some(Stop::Failed(failure)) = stopped {
        tell(call.this(), &failure);
    }
    Ok(sent)
}

fn sendfile(call: &mut Call<'_>) -> Outcome<Zv> {
    if call.bytes(0).is_empty() {
        return refuse("file to send is empty");
    }
    let part = |index: usize| u64::try_from(call.opt_int(index).unwrap_or(0)).unwrap_or(0);
    operate(call, |socket| {
        let path = Path::new(OsStr::from_bytes(call.bytes(0)));
        socket.send_file(path, part(1), part(2), &socket_class::write_limit(call, 3, socket)).map(|()| true)
    })
}

/// A datagram needs no connection.
fn sendto(call: &mut Call<'_>) -> Outcome<Zv> {
    let (kind, port) = (kind(call)?, call.int(1));
    if call.bytes(2).is_empty() {
        return Ok(Zv::bool(false));
    }
    if kind.domain != libc::AF_UNIX && !(1..=65535).contains(&port) {
        return refuse("The port is invalid");
    }
    let open_already = call.native::<State>().socket.is_open();
    if !open_already && !kind.is_stream() && open(call, kind)?.is_none() {
        return Ok(Zv::bool(false));
    }
    operate(call, |socket| socket.send_to(call.bytes(0), port, call.bytes(2)).map(|_| true))
}

fn recvfrom(call: &mut Call<'_>) -> Outcome<Zv> {
    let length = socket_class::length(call, 0);
    let mut sender = None;
    let data = operate(call, |socket| {
        let limit = Limit::new(0.0, socket.timeouts.get().read);
        let (data, name) = socket.receive_from(length, &limit, |bytes| Zv::str(bytes))?;
        sender = name;
        Ok(data)
    })?;
    if let Some(name) = sender {
        let peer = socket_class::name(&name);
        call.assign(1, peer.get("address").unwrap_or_default())?;
        call.assign(2, peer.get("port").unwrap_or_default())?;
    }
    Ok(data)
}

/// Goes over to TLS on the open connection (STARTTLS).
fn enable_ssl(call: &mut Call<'_>) -> Outcome<Zv> {
    let options = call.this().slot(SETTING).as_array().cloned().unwrap_or_default();
    operate(call, |socket| {
        if socket.is_secure() {
            return Err(Stop::code(libc::EISCONN.into()));
        }
        let settings = tls_options::of(&options).map_err(Stop::Raised)?;
        socket.start_tls(settings, &Limit::new(0.0, socket.timeouts.get().connect)).map(|()| true)
    })
}

fn peer_certificate(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| match socket.peer_certificate()? {
        Some(pem) => Ok(Zv::str(pem)),
        None => Err(Stop::code(code::SSL_EMPTY_PEER_CERTIFICATE)),
    })
}

fn verify_peer(call: &mut Call<'_>) -> Outcome<Zv> {
    let allow_self_signed = call.opt_bool(0).unwrap_or(false);
    operate(call, |socket| socket.verify_peer(allow_self_signed).map(|()| true))
}

fn is_connected(call: &mut Call<'_>) -> bool {
    call.native::<State>().socket.is_open() && call.this().slot(CONNECTED).to_bool()
}

fn own_name(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.own_name().map(|name| with_host(&name)))
}

fn peer_name(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.peer_name().map(|name| with_host(&name)))
}

/// `{host, address, port}`
fn with_host(name: &Name) -> Array {
    let plain = socket_class::name(name);
    let mut array = Array::with_capacity(3);
    array.insert("host", plain.get("address").unwrap_or_default());
    array.insert("address", plain.get("address").unwrap_or_default());
    array.insert("port", plain.get("port").unwrap_or_default());
    array
}

fn export_socket(call: &mut Call<'_>) -> Zv {
    match call.this().slot(SOCKET) {
        socket if socket.is_null() => Zv::bool(false),
        socket => socket,
    }
}
