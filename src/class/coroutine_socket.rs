//! `Swoole\Coroutine\Socket`: a socket as the system has it, for coroutines. The table, the state, and what every method does around
//! an operation; reading and writing are `crate::socket`'s.

use std::os::fd::OwnedFd;
use std::rc::Rc;

use rswoole_engine::sys::socket_io::Name;

use super::{coroutine_socket_io as transfer, coroutine_socket_options as options, exception};
use crate::errors::{self, code};
use crate::socket::{BAD_DESCRIPTOR, CoSocket, Done, Failure, Held, Host, Limit, Stop, Way};
use crate::zend::{
    self, Array, Call, Class, Function, Native, Object, Outcome, Raised, Slot, Zv, method, throw, throw_error,
};

const PROPERTIES: &[&str] = &[
    "public readonly $fd = -1",
    "public readonly $domain = 0",
    "public readonly $type = 0",
    "public readonly $protocol = 0",
    "public $errCode = 0",
    "public $errMsg = ''",
    "public $__ext_sockets_nonblock = false",
    "public $__ext_sockets_timeout = 0",
];
const FD: Slot = Slot::of(PROPERTIES, "fd", 0);
const DOMAIN: Slot = Slot::of(PROPERTIES, "domain", 0);
const TYPE: Slot = Slot::of(PROPERTIES, "type", 0);
const PROTOCOL: Slot = Slot::of(PROPERTIES, "protocol", 0);
const ERR_CODE: Slot = Slot::of(PROPERTIES, "errCode", 0);
const ERR_MSG: Slot = Slot::of(PROPERTIES, "errMsg", 0);

pub static CLASS: Class = Class::new(r"Swoole\Coroutine\Socket")
    .short_names(&[r"Co\Socket"])
    .not_serializable()
    .native::<State>()
    .properties(PROPERTIES)
    .methods(&[
        method("public function __construct(int $domain, int $type, int $protocol = 0)", construct),
        method("public function bind(string $address, int $port = 0): bool", bind),
        method("public function listen(int $backlog = 512): bool", listen),
        method("public function accept(float $timeout = 0): Swoole\\Coroutine\\Socket|false", accept),
        method("public function connect(string $host, int $port = 0, float $timeout = 0): bool", connect),
        method("public function checkLiveness(): bool", check_liveness),
        method("public function getBoundCid(int $event): int", bound_cid),
        method("public function peek(int $length = 65536): string|false", transfer::peek),
        method("public function recv(int $length = 65536, float $timeout = 0): string|false", transfer::recv),
        method("public function recvAll(int $length = 65536, float $timeout = 0): string|false", transfer::recv_all),
        method("public function recvLine(int $length = 65536, float $timeout = 0): string|false", transfer::recv_line),
        method(
            "public function recvWithBuffer(int $length = 65536, float $timeout = 0): string|false",
            transfer::recv_with_buffer,
        ),
        method("public function recvPacket(float $timeout = 0): string|false", transfer::recv_packet),
        method("public function send(string $data, float $timeout = 0): int|false", transfer::send),
        method("public function readVector(array $io_vector, float $timeout = 0): array|false", transfer::read_vector),
        method(
            "public function readVectorAll(array $io_vector, float $timeout = 0): array|false",
            transfer::read_vector_all,
        ),
        method("public function writeVector(array $io_vector, float $timeout = 0): int|false", transfer::write_vector),
        method(
            "public function writeVectorAll(array $io_vector, float $timeout = 0): int|false",
            transfer::write_vector_all,
        ),
        method("public function sendFile(string $file, int $offset = 0, int $length = 0): bool", transfer::send_file),
        method("public function sendAll(string $data, float $timeout = 0): int|false", transfer::send_all),
        method("public function recvfrom(mixed &$peername, float $timeout = 0): string|false", transfer::recvfrom),
        method("public function sendto(string $addr, int $port, string $data): int|false", transfer::sendto),
        method("public function getOption(int $level, int $opt_name): mixed", options::get),
        method("public function setProtocol(array $settings): bool", options::set_protocol),
        method("public function setOption(int $level, int $opt_name, mixed $opt_value): bool", options::set),
        method("public function sslHandshake(): bool", ssl_handshake),
        method("public function shutdown(int $how = 2): bool", shutdown),
        method("public function close(): bool", close),
        method("public function cancel(int $event = 512): bool", cancel),
        method("public function getsockname(): array|false", own_name),
        method("public function getpeername(): array|false", peer_name),
        method("public function isClosed(): bool", is_closed),
        method("public static function import($stream): Swoole\\Coroutine\\Socket|false", options::import),
    ]);

pub static FUNCTIONS: &[Function] =
    &[method("function swoole_coroutine_socketpair(int $domain, int $type, int $protocol): array|false", pair)];

/// `SWOOLE_EVENT_READ`, `SWOOLE_EVENT_WRITE`
const EVENT_READ: i64 = 512;
const EVENT_WRITE: i64 = 1024;

#[derive(Default)]
pub struct State {
    /// None: closed, or never constructed.
    socket: Held,
    constructed: std::cell::Cell<bool>,
}

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State::default()
    }
}

/// A `Coroutine\Socket` that takes over the descriptor.
pub fn from_fd(fd: OwnedFd, domain: i32, kind: i32, protocol: i32) -> Outcome<Object> {
    match CoSocket::adopt(fd, domain, kind, protocol) {
        Ok(socket) => from_socket(socket),
        Err(error) => Err(cannot_create(&error.into())),
    }
}

/// A `Coroutine\Socket` on a socket that others may use too (`exportSocket()` of clients).
pub fn from_socket(socket: Rc<CoSocket>) -> Outcome<Object> {
    let object = CLASS.instantiate()?;
    adopt(&object, socket);
    Ok(object)
}

fn adopt(object: &Object, socket: Rc<CoSocket>) {
    object.set_slot(FD, i64::from(socket.fd()));
    object.set_slot(DOMAIN, i64::from(socket.domain));
    object.set_slot(TYPE, i64::from(socket.kind));
    object.set_slot(PROTOCOL, i64::from(socket.protocol));
    let state = object.native::<State>().expect("made by the class that declares this state");
    state.constructed.set(true);
    state.socket.put(socket);
}

/// The open socket of a `Coroutine\Socket`.
pub fn socket_in(object: &Object) -> Option<Rc<CoSocket>> {
    object.native::<State>()?.socket.get()
}

fn cannot_create(stop: &Stop) -> Raised {
    let Stop::Failed(failure) = stop else { return Raised::Exception };
    errors::set_last(failure.code);
    let text = format!("new Socket() failed. Error: {} [{}]", failure.text(), failure.code);
    throw(&exception::SOCKET, failure.code, &text)
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    if call.native::<State>().constructed.get() {
        return Err(throw_error("Constructor of Swoole\\Coroutine\\Socket can only be called once"));
    }
    let number = |index: usize| i32::try_from(call.opt_int(index).unwrap_or(0)).unwrap_or(-1);
    match CoSocket::open(number(0), number(1), number(2)) {
        Ok(socket) => {
            adopt(call.this(), socket);
            Ok(())
        }
        Err(error) => {
            let stop = Stop::from(error);
            if let Stop::Failed(failure) = &stop {
                tell(call.this(), failure);
            }
            Err(cannot_create(&stop))
        }
    }
}

/// Runs an operation and leaves `errCode`, `errMsg` and the last error as it ended.
pub fn operate<T: Into<Zv>>(call: &Call<'_>, operation: impl FnOnce(&CoSocket) -> Done<T>) -> Outcome<Zv> {
    let Some(socket) = socket_of(call)? else { return Ok(Zv::bool(false)) };
    match operation(&socket) {
        Ok(value) => {
            clear(call.this());
            Ok(value.into())
        }
        Err(stop) => refuse(call.this(), stop),
    }
}

/// As [`operate`], where what arrived before a failure is given and the failure told beside it.
pub fn operate_partly<T: Into<Zv>>(
    call: &Call<'_>,
    operation: impl FnOnce(&CoSocket) -> Done<(T, Option<Stop>)>,
) -> Outcome<Zv> {
    let Some(socket) = socket_of(call)? else { return Ok(Zv::bool(false)) };
    match operation(&socket) {
        Ok((value, stopped)) => {
            match stopped {
                Some(Stop::Failed(failure)) => tell(call.this(), &failure),
                _ => clear(call.this()),
            }
            Ok(value.into())
        }
        Err(stop) => refuse(call.this(), stop),
    }
}

/// The socket of `$this`; None: it is closed, and `errCode` says so.
pub fn socket_of(call: &Call<'_>) -> Outcome<Option<Rc<CoSocket>>> {
    let state = call.native::<State>();
    let socket = state.socket.get();
    if socket.is_none() {
        if !state.constructed.get() {
            return Err(throw_error("must call constructor first"));
        }
        tell(call.this(), &Failure::code(BAD_DESCRIPTOR));
    }
    Ok(socket)
}

fn refuse(object: &Object, stop: Stop) -> Outcome<Zv> {
    match stop {
        Stop::Failed(failure) => {
            tell(object, &failure);
            Ok(Zv::bool(false))
        }
        Stop::Raised(raised) => Err(raised),
    }
}

pub fn tell(object: &Object, failure: &Failure) {
    errors::set_last(failure.code);
    object.set_slot(ERR_CODE, failure.code);
    object.set_slot(ERR_MSG, failure.text());
}

fn clear(object: &Object) {
    errors::set_last(0);
    if object.slot(ERR_CODE).as_int() != Some(0) {
        object.set_slot(ERR_CODE, 0i64);
        object.set_slot(ERR_MSG, "");
    }
}

/// `{address, port}`
pub fn name(name: &Name) -> Array {
    let mut array = Array::with_capacity(2);
    match name {
        Name::Ip(address) => {
            array.insert("address", address.ip().to_string());
            array.insert("port", i64::from(address.port()));
        }
        Name::Unix(path) => {
            array.insert("address", &path[..]);
            array.insert("port", 0i64);
        }
    }
    array
}

pub fn length(call: &Call<'_>, index: usize) -> usize {
    const DEFAULT: usize = 65536;
    usize::try_from(call.opt_int(index).unwrap_or(0)).ok().filter(|length| *length > 0).unwrap_or(DEFAULT)
}

pub fn read_limit(call: &Call<'_>, index: usize, socket: &CoSocket) -> Limit {
    Limit::new(call.opt_float(index).unwrap_or(0.0), socket.timeouts.get().read)
}

pub fn write_limit(call: &Call<'_>, index: usize, socket: &CoSocket) -> Limit {
    Limit::new(call.opt_float(index).unwrap_or(0.0), socket.timeouts.get().write)
}

fn bind(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.bind(call.bytes(0), call.opt_int(1).unwrap_or(0)).map(|()| true))
}

fn listen(call: &mut Call<'_>) -> Outcome<Zv> {
    let backlog = i32::try_from(call.opt_int(0).unwrap_or(512)).unwrap_or(i32::MAX);
    operate(call, |socket| socket.listen(backlog).map(|()| true))
}

fn accept(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| {
        let accepted = socket.accept(&read_limit(call, 0, socket))?;
        from_socket(accepted).map_err(Stop::Raised)
    })
}

fn connect(call: &mut Call<'_>) -> Outcome<Zv> {
    let port = call.opt_int(1).unwrap_or(0);
    let Some(socket) = socket_of(call)? else { return Ok(Zv::bool(false)) };
    if socket.domain != libc::AF_UNIX && (port == 0 || port > 65535) {
        errors::set_last(code::PHP_RUNTIME_NOTICE);
        zend::warning(&format!("Invalid port argument[{port}]"));
        return Raised::check(Zv::bool(false));
    }
    let limit = Limit::new(call.opt_float(2).unwrap_or(0.0), socket.timeouts.get().connect);
    operate(call, |socket| socket.connect(Host { name: call.bytes(0), port }, &limit).map(|()| true))
}

fn check_liveness(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.check_liveness().map(|()| true))
}

fn bound_cid(call: &mut Call<'_>) -> Outcome<Zv> {
    let event = call.int(0);
    operate(call, |socket| {
        let ways = ways(event).into_iter().map(|way| socket.bound(way));
        Ok(ways.into_iter().find(|cid| *cid > 0).unwrap_or(0))
    })
}

fn ways(event: i64) -> Vec<Way> {
    let mut ways = Vec::new();
    if event & EVENT_READ != 0 {
        ways.push(Way::Read);
    }
    if event & EVENT_WRITE != 0 {
        ways.push(Way::Write);
    }
    ways
}

fn cancel(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(socket) = socket_of(call)? else { return Ok(Zv::bool(false)) };
    let mut cancelled = false;
    for way in ways(call.opt_int(0).unwrap_or(EVENT_READ)) {
        cancelled |= socket.cancel(way)?;
    }
    Raised::check(cancelled.into())
}

fn shutdown(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.shutdown(call.opt_int(0).unwrap_or(2)).map(|()| true))
}

/// Who still waits for it goes on with ECANCELED, so that the descriptor is closed when this returns.
fn close(call: &mut Call<'_>) -> Outcome<Zv> {
    if socket_of(call)?.is_none() {
        return Ok(Zv::bool(false));
    }
    close_object(call.this())?;
    Raised::check(true.into())
}

/// Closes the socket of a `Coroutine\Socket`, if it is open.
pub fn close_object(object: &Object) -> Outcome<()> {
    let Some(socket) = object.native::<State>().and_then(|state| state.socket.take()) else { return Ok(()) };
    for way in [Way::Read, Way::Write] {
        socket.cancel(way)?;
    }
    errors::set_last(0);
    drop(socket);
    Raised::check(())
}

fn is_closed(call: &mut Call<'_>) -> bool {
    !call.native::<State>().socket.is_open()
}

fn own_name(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.own_name().map(|own| name(&own)))
}

fn peer_name(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.peer_name().map(|peer| name(&peer)))
}

fn ssl_handshake(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.handshake(&Limit::new(0.0, socket.timeouts.get().connect)).map(|()| true))
}

fn pair(call: &mut Call<'_>) -> Outcome<Zv> {
    let number = |index: usize| i32::try_from(call.int(index)).unwrap_or(-1);
    match CoSocket::pair(number(0), number(1), number(2)) {
        Ok((one, other)) => {
            let mut pair = Array::with_capacity(2);
            pair.push(from_socket(one)?);
            pair.push(from_socket(other)?);
            Ok(pair.into())
        }
        Err(error) => {
            if let Stop::Failed(failure) = Stop::from(error) {
                errors::set_last(failure.code);
                let (text, code) = (failure.text(), failure.code);
                zend::warning(&format!("failed to create socket, Error: {text}[{code}]"));
            }
            Raised::check(Zv::bool(false))
        }
    }
}
