//! `Swoole\Coroutine\Http2\Client`: the table, the state and the connection. What goes over it is in `http2_client_exchange`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rswoole_engine::client::http2::{Limits, Session};
use rswoole_engine::protocol::http2::Settings;

use super::client_options;
use super::http2_client_exchange as exchange;
use super::{client_type, coroutine_socket as socket_class, exception};
use crate::errors::{self, code};
use crate::http::client::http2::Link;
use crate::socket::{Done, Failure, Host, Limit, Stop};
use crate::zend::{self, Array, Call, Class, Native, Object, Outcome, Raised, Slot, Zv, method, throw};

const PROPERTIES: &[&str] = &[
    "public $errCode = 0",
    "public $errMsg = ''",
    "public $sock = -1",
    "public $type = 0",
    "public $setting = null",
    "public $socket = null",
    "public $connected = false",
    "public $host = null",
    "public $port = 0",
    "public $ssl = false",
    "public $serverLastStreamId = 0",
];
const ERR_CODE: Slot = Slot::of(PROPERTIES, "errCode", 0);
const ERR_MSG: Slot = Slot::of(PROPERTIES, "errMsg", 0);
const SETTING: Slot = Slot::of(PROPERTIES, "setting", 0);
const SOCKET: Slot = Slot::of(PROPERTIES, "socket", 0);
const CONNECTED: Slot = Slot::of(PROPERTIES, "connected", 0);
pub const HOST: Slot = Slot::of(PROPERTIES, "host", 0);
pub const PORT: Slot = Slot::of(PROPERTIES, "port", 0);
pub const SSL: Slot = Slot::of(PROPERTIES, "ssl", 0);
const SERVER_LAST: Slot = Slot::of(PROPERTIES, "serverLastStreamId", 0);

#[rustfmt::skip]
pub static CLASS: Class = Class::new(r"Swoole\Coroutine\Http2\Client")
    .short_names(&[r"Co\Http2\Client"])
    .not_serializable()
    .native::<State>()
    .properties(PROPERTIES)
    .methods(&[
        method("public function __construct(string $host, int $port = 80, bool $open_ssl = false)", construct),
        method("public function __destruct()", destruct),
        method("public function set(array $settings): bool", set),
        method("public function connect(): bool", connect),
        method("public function stats(string $key = ''): array|int", stats),
        method("public function isStreamExist(int $stream_id): bool", is_stream_exist),
        method("public function send(Swoole\\Http2\\Request $request): int|false", exchange::send),
        method("public function write(int $stream_id, mixed $data, bool $end_stream = false): bool", exchange::write),
        method("public function recv(float $timeout = 0): Swoole\\Http2\\Response|false", exchange::recv),
        method("public function read(float $timeout = 0): Swoole\\Http2\\Response|false", exchange::read),
        method("public function goaway(int $error_code = 0, string $debug_data = ''): bool", exchange::goaway),
        method("public function ping(): bool", exchange::ping),
        method("public function close(): bool", close),
    ]);

#[derive(Default)]
pub struct State {
    link: RefCell<Option<Rc<Link>>>,
    /// A coroutine is at it.
    connecting: Cell<bool>,
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
    pub fn link(&self) -> Option<Rc<Link>> {
        self.link.borrow().clone()
    }
}

impl Drop for State {
    fn drop(&mut self) {
        if let Some(link) = self.link.take() {
            link.close();
        }
    }
}

fn tell(object: &Object, failure: &Failure) {
    errors::set_last(failure.code);
    object.set_slot(ERR_CODE, failure.code);
    object.set_slot(ERR_MSG, failure.text());
}

/// False, with `errCode` and `errMsg`.
pub fn fail(object: &Object, failure: &Failure) -> Outcome<Zv> {
    tell(object, failure);
    Raised::check(Zv::bool(false))
}

/// As [`fail`], with a warning: the call itself is wrong.
pub fn refuse(object: &Object, number: i64, text: String) -> Outcome<Zv> {
    zend::warning(&text);
    fail(object, &Failure::with_text(number, text))
}

/// Runs an operation on the connection. A failure that ends the connection shows in `connected`.
pub fn operate<T>(call: &Call<'_>, operation: impl FnOnce(&Link) -> Done<T>) -> Outcome<Result<T, Zv>> {
    let object = call.this();
    let Some(link) = call.native::<State>().link() else {
        return fail(object, &Failure::code(code::CLIENT_NO_CONNECTION)).map(Err);
    };
    let done = operation(&link);
    show_goodbye(object, &link);
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(Stop::Raised(raised)) => Err(raised),
        Err(Stop::Failed(failure)) => {
            if link.over().is_some() {
                object.set_slot(CONNECTED, false);
                // What was answered before its end is there for recv().
                if link.look(Session::active) == 0 {
                    release(object, call.native::<State>(), &link)?;
                }
            }
            fail(object, &failure).map(Err)
        }
    }
}

/// How long a call may take that says nothing of it.
pub fn write_limit(link: &Link) -> Limit {
    Limit::new(0.0, link.socket.timeouts.get().write)
}

fn show_goodbye(object: &Object, link: &Link) {
    if let Some(last) = link.look(|session| session.goaway().map(|goaway| goaway.last)) {
        object.set_slot(SERVER_LAST, i64::from(last));
    }
}

/// Lets go of a connection, unless another one has taken its place.
fn release(object: &Object, state: &State, link: &Rc<Link>) -> Outcome<()> {
    if !state.link.borrow().as_ref().is_some_and(|own| Rc::ptr_eq(own, link)) {
        return Ok(());
    }
    state.link.replace(None);
    link.close();
    object.set_slot(CONNECTED, false);
    let shown = object.take_slot(SOCKET);
    shown.as_object().map_or(Ok(()), socket_class::close_object)
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    if call.bytes(0).is_empty() {
        return Err(throw(&exception::HTTP2_CLIENT, code::INVALID_PARAMS, "host is empty"));
    }
    let this = call.this();
    this.set_slot(HOST, call.zv(0).clone());
    this.set_slot(PORT, call.opt_int(1).unwrap_or(80));
    this.set_slot(SSL, call.opt_bool(2).unwrap_or(false));
    Ok(())
}

fn destruct(_: &mut Call<'_>) {}

fn set(call: &mut Call<'_>) -> Outcome<bool> {
    let Some(given) = call.zv(0).as_array().filter(|given| !given.is_empty()) else { return Ok(true) };
    let all = client_options::take(&call.this().slot(SETTING), given)?;
    call.this().set_slot(SETTING, all.clone());
    if let Some(link) = call.native::<State>().link() {
        client_type::adjust(&link.socket, &all)?;
    }
    Raised::check(true)
}

fn options(object: &Object) -> Array {
    object.slot(SETTING).as_array().cloned().unwrap_or_default()
}

fn connect(call: &mut Call<'_>) -> Outcome<Zv> {
    let (object, state) = (call.this(), call.native::<State>());
    if let Some(link) = state.link() {
        if link.over().is_none() {
            return fail(object, &Failure::code(libc::EISCONN.into()));
        }
        release(object, state, &link)?;
    }
    if state.connecting.replace(true) {
        return fail(object, &Failure::code(libc::EALREADY.into()));
    }
    let done = open(object);
    state.connecting.set(false);
    match done {
        Ok((link, shown)) => {
            state.link.replace(Some(link));
            object.set_slot(SOCKET, shown);
            object.set_slot(CONNECTED, true);
            object.set_slot(SERVER_LAST, 0i64);
            Raised::check(true.into())
        }
        Err(Stop::Failed(failure)) => fail(object, &failure),
        Err(Stop::Raised(raised)) => Err(raised),
    }
}

fn open(object: &Object) -> Done<(Rc<Link>, Object)> {
    let host = object.slot(HOST).to_str().map_err(Stop::Raised)?.to_text();
    let options = options(object);
    let secure = object.slot(SSL).to_bool();
    let proxy = client_type::proxy(&options).map_err(Stop::Raised)?.filter(|_| !host.starts_with("unix:"));
    let protocols: Option<&[&[u8]]> = secure.then_some(&[b"h2"]);
    let nearest = proxy.as_ref().map(|proxy| &proxy.host[..]);
    let (socket, name) = client_type::open_for_http(&host, &options, nearest, protocols)?;
    let limit = Limit::new(0.0, socket.timeouts.get().connect);
    let to = Host { name: name.as_bytes(), port: object.slot(PORT).to_int() };
    match proxy {
        None => socket.connect(to, &limit)?,
        Some(proxy) => socket.connect_through(&proxy, to, &limit)?,
    }
    // Where nothing was agreed on, somebody before the server may have taken off TLS.
    if let Some(other) = socket.application_protocol().filter(|protocol| protocol != b"h2") {
        let text = format!("the server speaks {} and not h2 (ALPN)", String::from_utf8_lossy(&other));
        return Err(Failure::with_text(code::HTTP_INVALID_PROTOCOL, text).into());
    }
    let session = Session::new(limits(&options))
        .map_err(|end| Failure::with_text(code::HTTP_INVALID_PROTOCOL, format!("HTTP/2 did not begin: {end:?}")))?;
    let shown = socket_class::from_socket(Rc::clone(&socket)).map_err(Stop::Raised)?;
    Ok((Link::new(socket, session, &limit)?, shown))
}

fn limits(options: &Array) -> Limits {
    let mut limits = Limits::default();
    if let Some(most) = client_options::size(options, "package_max_length") {
        limits.body = most;
    }
    limits
}

fn stats(call: &mut Call<'_>) -> Zv {
    let local = limits(&options(call.this()));
    let ours = Settings { window: local.window, header_list: local.header_list, ..Settings::default() };
    let nothing = Settings { header_table: 0, streams: 0, window: 0, frame: 0, header_list: 0 };
    let (next, answered, theirs, active) = match call.native::<State>().link() {
        Some(link) => {
            link.look(|session| (session.next(), session.answered(), session.remote_settings(), session.active()))
        }
        None => (0, 0, nothing, 0),
    };
    let mut all = Array::with_capacity(5);
    all.insert("current_stream_id", i64::from(next));
    all.insert("last_stream_id", i64::from(answered));
    all.insert("local_settings", settings(ours));
    all.insert("remote_settings", settings(theirs));
    all.insert("active_stream_num", active as i64);
    match call.opt_bytes(0).filter(|key| !key.is_empty()) {
        Some(key) => all.get_bytes(key).unwrap_or(Zv::NULL),
        None => all.into(),
    }
}

fn settings(settings: Settings) -> Array {
    let mut array = Array::with_capacity(5);
    array.insert("header_table_size", i64::from(settings.header_table));
    array.insert("init_window_size", i64::from(settings.window));
    array.insert("max_concurrent_streams", i64::from(settings.streams));
    array.insert("max_frame_size", i64::from(settings.frame));
    array.insert("max_header_list_size", i64::from(settings.header_list));
    array
}

/// 0 is the connection itself.
fn is_stream_exist(call: &mut Call<'_>) -> bool {
    let Some(link) = call.native::<State>().link() else { return false };
    match u32::try_from(call.int(0)) {
        Ok(0) => link.over().is_none(),
        Ok(stream) => link.look(|session| session.has(stream)),
        Err(_) => false,
    }
}

fn close(call: &mut Call<'_>) -> Outcome<Zv> {
    let (object, state) = (call.this(), call.native::<State>());
    let Some(link) = state.link() else { return fail(object, &Failure::code(libc::EBADF.into())) };
    release(object, state, &link)?;
    Raised::check(true.into())
}
