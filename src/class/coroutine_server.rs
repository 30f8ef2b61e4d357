//! `Swoole\Coroutine\Server`: a TCP or unix server inside of one coroutine, and a coroutine for each connection; and
//! `Swoole\Coroutine\Server\Connection`. Their sockets are `Coroutine\Socket` objects, which do the work.

use std::time::Duration;

use super::{coroutine_socket, exception};
use crate::coroutine::{self, SpawnOutcome};
use crate::zend::{self, Array, Call, Class, Object, Outcome, Raised, Slot, Zv, method, throw, throw_error, warning};

const PROPERTIES: &[&str] = &[
    "public $host = ''",
    "public $port = 0",
    "public $type = 2",
    "public $fd = -1",
    "public $errCode = 0",
    "public $setting = []",
    "protected $running = false",
    "protected $fn = null",
    "protected $socket = null",
];
const HOST: Slot = Slot::of(PROPERTIES, "host", 0);
const PORT: Slot = Slot::of(PROPERTIES, "port", 0);
const TYPE: Slot = Slot::of(PROPERTIES, "type", 0);
const FD: Slot = Slot::of(PROPERTIES, "fd", 0);
const ERR_CODE: Slot = Slot::of(PROPERTIES, "errCode", 0);
const SETTING: Slot = Slot::of(PROPERTIES, "setting", 0);
const RUNNING: Slot = Slot::of(PROPERTIES, "running", 0);
const FUNCTION: Slot = Slot::of(PROPERTIES, "fn", 0);
const SOCKET: Slot = Slot::of(PROPERTIES, "socket", 0);

pub static CLASS: Class =
    Class::new(r"Swoole\Coroutine\Server").short_names(&[r"Co\Server"]).properties(PROPERTIES).methods(&[
        method(
            "public function __construct(string $host, int $port = 0, bool $ssl = false, bool $reuse_port = false)",
            construct,
        ),
        method("public function set(array $setting): void", set),
        method("public function handle(callable $fn): void", handle),
        method("public function shutdown(): bool", shutdown),
        method("public function start(): bool", start),
    ]);

const CONNECTION: &[&str] = &["protected $socket = null"];
const OF_CONNECTION: Slot = Slot::of(CONNECTION, "socket", 0);

pub static CONNECTION_CLASS: Class = Class::new(r"Swoole\Coroutine\Server\Connection")
    .short_names(&[r"Co\Server\Connection"])
    .properties(CONNECTION)
    .methods(&[
        method("public function __construct(Swoole\\Coroutine\\Socket $conn)", connection),
        method("public function recv(float $timeout = 0)", recv),
        method("public function send(string $data)", send),
        method("public function close(): bool", close),
        method("public function exportSocket(): Swoole\\Coroutine\\Socket", export_socket),
    ]);

/// `SO_REUSEADDR` of bound ports is the socket class's; this one shares the port among processes.
const REUSE_PORT: i64 = libc::SO_REUSEPORT as i64;
const BACKLOG: i64 = 512;
/// `SWOOLE_EVENT_READ`
const EVENT_READ: i64 = 512;
/// No more descriptors: pause, because the next attempt would fail too.
const PAUSE: Duration = Duration::from_secs(1);

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let given = String::from_utf8_lossy(call.bytes(0)).into_owned();
    let port = call.opt_int(1).unwrap_or(0);
    let ssl = call.opt_bool(2) == Some(true);
    let (domain, host) = match given.strip_prefix("unix:") {
        // Also `unix:///path`.
        Some(path) => (libc::AF_UNIX, format!("/{}", path.trim_start_matches('/'))),
        None if given.contains(':') => (libc::AF_INET6, given),
        None => (libc::AF_INET, given),
    };
    let kind = [i64::from(domain), i64::from(libc::SOCK_STREAM), 0].map(Zv::int);
    let socket = coroutine_socket::CLASS.instantiate()?;
    socket.call_method("__construct", &mut kind.clone())?;
    if call.opt_bool(3) == Some(true) {
        let option = [i64::from(libc::SOL_SOCKET), REUSE_PORT, 1].map(Zv::int);
        socket.call_method("setOption", &mut option.clone())?;
    }
    if !socket.call_method("bind", &mut [Zv::str(&host), Zv::int(port)])?.to_bool() {
        return Err(failed(&socket, &format!("bind({host}:{port})")));
    }
    if !socket.call_method("listen", &mut [Zv::int(BACKLOG)])?.to_bool() {
        return Err(failed(&socket, "listen()"));
    }
    let this = call.this();
    let bound = socket.call_method("getsockname", &mut [])?;
    let bound = bound.as_array().and_then(|name| name.get("port")).map_or(port, |port| port.to_int());
    this.set_slot(HOST, Zv::str(&host));
    this.set_slot(PORT, bound);
    this.set_slot(TYPE, i64::from(domain));
    this.set_slot(FD, socket.get(&coroutine_socket::CLASS, "fd")?.to_int());
    let mut setting = Array::new();
    setting.insert("open_ssl", ssl);
    this.set_slot(SETTING, setting);
    this.set_slot(SOCKET, &socket);
    Ok(())
}

fn failed(socket: &Object, what: &str) -> Raised {
    let code = error_of(socket).unwrap_or(0);
    throw(&exception::EXCEPTION, code, &format!("{what} failed"))
}

fn error_of(socket: &Object) -> Outcome<i64> {
    Ok(socket.get(&coroutine_socket::CLASS, "errCode")?.to_int())
}

fn set(call: &mut Call<'_>) {
    let Some(given) = call.zv(0).as_array().cloned() else { return };
    let this = call.this();
    let mut all = this.slot(SETTING).as_array().cloned().unwrap_or_default();
    for (key, value) in given.iter() {
        all.insert_key(&key, value);
    }
    this.set_slot(SETTING, all);
}

fn handle(call: &mut Call<'_>) -> Outcome<()> {
    call.callable(0)?;
    call.this().set_slot(FUNCTION, call.zv(0).clone());
    Ok(())
}

fn shutdown(call: &mut Call<'_>) -> Outcome<bool> {
    call.this().set_slot(RUNNING, false);
    let socket = socket_of(call.this(), SOCKET)?;
    Ok(socket.call_method("cancel", &mut [Zv::int(EVENT_READ)])?.to_bool())
}

fn socket_of(object: &Object, slot: Slot) -> Outcome<Object> {
    object.slot(slot).as_object().cloned().ok_or_else(|| throw_error("must call constructor first"))
}

fn start(call: &mut Call<'_>) -> Outcome<bool> {
    let this = call.this().clone();
    let socket = socket_of(&this, SOCKET)?;
    let function = this.slot(FUNCTION);
    if function.is_null() {
        this.set_slot(ERR_CODE, i64::from(libc::EINVAL));
        return Ok(false);
    }
    let function = zend::Callable::new(&function).map_err(|reason| throw_error(&reason))?;
    let setting = this.slot(SETTING);
    if !socket.call_method("setProtocol", &mut [setting.clone()])?.to_bool() {
        this.set_slot(ERR_CODE, error_of(&socket)?);
        return Ok(false);
    }
    this.set_slot(RUNNING, true);
    while this.slot(RUNNING).to_bool() {
        let accepted = socket.call_method("accept", &mut [Zv::float(-1.0)])?;
        match accepted.as_object() {
            Some(client) => serve(&function, client, &setting)?,
            None => match i32::try_from(error_of(&socket)?).unwrap_or(0) {
                libc::ECANCELED => break,
                libc::ETIMEDOUT | libc::ECONNABORTED => {}
                libc::EMFILE | libc::ENFILE => {
                    let pause = coroutine::sleep(PAUSE);
                    if let Err(cancelled) = pause {
                        return cancelled.reply(true);
                    }
                }
                code => {
                    if this.slot(RUNNING).to_bool() {
                        this.set_slot(ERR_CODE, i64::from(code));
                        let text = socket.get(&coroutine_socket::CLASS, "errMsg")?.to_str()?;
                        warning(&format!("accept failed, Error: {}[{code}]", text.to_text()));
                    }
                    break;
                }
            },
        }
    }
    Raised::check(true)
}

/// A coroutine for one client.
fn serve(function: &zend::Callable, client: &Object, setting: &Zv) -> Outcome<()> {
    client.call_method("setProtocol", &mut [setting.clone()])?;
    let secure = setting.as_array().and_then(|setting| setting.get("open_ssl")).is_some_and(|ssl| ssl.to_bool());
    let connection = CONNECTION_CLASS.instantiate()?;
    connection.set_slot(OF_CONNECTION, client);
    let (function, client) = (function.clone(), client.clone());
    let job = move || {
        // A client that breaks the handshake off does not hold the others.
        if secure && !client.call_method("sslHandshake", &mut [])?.to_bool() {
            return Ok(Zv::NULL);
        }
        function.call(&mut [connection.into()])
    };
    match coroutine::spawn(job) {
        Ok((_, SpawnOutcome::Bailout)) => Err(Raised::Bailout),
        Ok(_) => Ok(()),
        Err(error) => {
            warning(&error.to_string());
            coroutine::sleep(PAUSE).or_else(|cancelled| cancelled.reply(()))
        }
    }
}

fn connection(call: &mut Call<'_>) {
    call.this().set_slot(OF_CONNECTION, call.zv(0).clone());
}

/// With framing a whole packet, else what has arrived.
fn recv(call: &mut Call<'_>) -> Outcome<Zv> {
    socket_of(call.this(), OF_CONNECTION)?.call_method("recvPacket", &mut [Zv::float(call.opt_float(0).unwrap_or(0.0))])
}

fn send(call: &mut Call<'_>) -> Outcome<Zv> {
    socket_of(call.this(), OF_CONNECTION)?.call_method("sendAll", &mut [call.zv(0).clone()])
}

fn close(call: &mut Call<'_>) -> Outcome<bool> {
    Ok(socket_of(call.this(), OF_CONNECTION)?.call_method("close", &mut [])?.to_bool())
}

fn export_socket(call: &mut Call<'_>) -> Outcome<Object> {
    socket_of(call.this(), OF_CONNECTION)
}
