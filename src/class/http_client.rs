//! `Swoole\Coroutine\Http\Client`: the table, the state, and what a request is to be. Sending and receiving are in `http_client_request`,
//! WebSocket is in `http_client_websocket`.

use std::cell::{Cell, RefCell};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::rc::Rc;

use bytes::BytesMut;
use rswoole_engine::protocol::http1::{Asked, basic, mime};

use super::client_options;
use super::{client_type, coroutine_socket as socket_class, exception};
use super::{http_client_request as request, http_client_websocket as websocket};
use crate::coroutine::Cid;
use crate::errors::{self, code};
use crate::http::talk::Talk;
use crate::socket::{CoSocket, Done, Failure, Held, Stop};
use crate::zend::{self, Array, Call, Class, Native, Object, Outcome, Raised, Slot, Zv, method, throw};

const PROPERTIES: &[&str] = &[
    "public $socket = null",
    "public $errCode = 0",
    "public $errMsg = ''",
    "public $connected = false",
    "public $host = ''",
    "public $port = 0",
    "public $ssl = false",
    "public $setting = null",
    "public $requestMethod = null",
    "public $requestHeaders = null",
    "public $requestBody = null",
    "public $uploadFiles = null",
    "public $downloadFile = null",
    "public $downloadOffset = 0",
    "public $statusCode = 0",
    "public $headers = null",
    "public $set_cookie_headers = null",
    "public $cookies = null",
    "public $body = ''",
];

const fn slot(name: &str) -> Slot {
    Slot::of(PROPERTIES, name, 0)
}

pub const SOCKET: Slot = slot("socket");
pub const ERR_CODE: Slot = slot("errCode");
pub const ERR_MSG: Slot = slot("errMsg");
pub const CONNECTED: Slot = slot("connected");
pub const HOST: Slot = slot("host");
pub const PORT: Slot = slot("port");
pub const SSL: Slot = slot("ssl");
pub const SETTING: Slot = slot("setting");
pub const METHOD: Slot = slot("requestMethod");
pub const REQUEST_HEADERS: Slot = slot("requestHeaders");
pub const REQUEST_BODY: Slot = slot("requestBody");
pub const UPLOADS: Slot = slot("uploadFiles");
pub const DOWNLOAD_FILE: Slot = slot("downloadFile");
pub const DOWNLOAD_OFFSET: Slot = slot("downloadOffset");
pub const STATUS: Slot = slot("statusCode");
pub const HEADERS: Slot = slot("headers");
pub const SET_COOKIES: Slot = slot("set_cookie_headers");
pub const COOKIES: Slot = slot("cookies");
pub const BODY: Slot = slot("body");

#[rustfmt::skip]
pub static CLASS: Class = Class::new(r"Swoole\Coroutine\Http\Client")
    .short_names(&[r"Co\Http\Client"])
    .not_serializable()
    .native::<State>()
    .properties(PROPERTIES)
    .methods(&[
        method("public function __construct(string $host, int $port = 0, bool $ssl = false)", construct),
        method("public function __destruct()", destruct),
        method("public function set(array $settings): bool", set),
        method("public function getDefer(): bool", get_defer),
        method("public function setDefer(bool $defer = true): bool", set_defer),
        method("public function setMethod(string $method): bool", set_method),
        method("public function setHeaders(array $headers): bool", set_headers),
        method("public function setBasicAuth(string $username, string $password): void", set_basic_auth),
        method("public function setCookies(array $cookies): bool", set_cookies),
        method("public function setData(array|string $data): bool", set_data),
        method("public function addFile(string $path, string $name, ?string $type = null, ?string $filename = null, int $offset = 0, int $length = 0): bool", add_file),
        method("public function addData(string $path, string $name, ?string $type = null, ?string $filename = null): bool", add_data),
        method("public function execute(string $path): bool", request::execute),
        method("public function getpeername(): array|false", peer_name),
        method("public function getsockname(): array|false", own_name),
        method("public function get(string $path): bool", request::get),
        method("public function post(string $path, mixed $data): bool", request::post),
        method("public function download(string $path, string $file, int $offset = 0): bool", request::download),
        method("public function getBody(): string|false", |call: &mut Call<'_>| call.this().slot(BODY)),
        method("public function getHeaders(): array|false|null", |call: &mut Call<'_>| call.this().slot(HEADERS)),
        method("public function getCookies(): array|false|null", |call: &mut Call<'_>| call.this().slot(COOKIES)),
        method("public function getStatusCode(): int|false", |call: &mut Call<'_>| call.this().slot(STATUS)),
        method("public function getHeaderOut(): string|false", header_out),
        method("public function getPeerCert(): string|false", peer_certificate),
        method("public function upgrade(string $path): bool", websocket::upgrade),
        method("public function push(mixed $data, int $opcode = WEBSOCKET_OPCODE_TEXT, int $flags = SWOOLE_WEBSOCKET_FLAG_FIN): bool", websocket::push),
        method("public function recv(float $timeout = 0): Swoole\\WebSocket\\Frame|string|bool", websocket::recv),
        method("public function close(): bool", close),
        method("public function disconnect(int $code = SWOOLE_WEBSOCKET_CLOSE_NORMAL, string $reason = ''): bool", websocket::disconnect),
        method("public function ping(string $data = ''): bool", websocket::ping),
    ]);

#[derive(Default)]
pub struct State {
    pub constructed: Cell<bool>,
    pub socket: Held,
    /// Read and not used yet: what follows an answer.
    pub input: RefCell<BytesMut>,
    /// `setDefer()`: a request is only sent, `recv()` reads its answer.
    pub defer: Cell<bool>,
    /// A request was sent and its answer not read.
    pub awaited: Cell<Option<Asked>>,
    /// The awaited answer's connection ends with it, as the request said.
    pub closes: Cell<bool>,
    pub talk: RefCell<Option<Rc<Talk>>>,
    pub head_out: RefCell<Vec<u8>>,
    /// The value of `Authorization`.
    pub authorization: RefCell<Option<String>>,
    /// The coroutine whose request is under way; 0: none.
    pub busy: Cell<Cid>,
}

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State::default()
    }
}

/// The state of a constructed client.
pub fn state<'a>(call: &'a Call<'_>) -> Outcome<&'a State> {
    let state = call.native::<State>();
    if state.constructed.get() {
        Ok(state)
    } else {
        Err(zend::throw(&exception::ERROR, 0, "must call constructor first"))
    }
}

pub fn tell(object: &Object, failure: &Failure) {
    errors::set_last(failure.code);
    object.set_slot(ERR_CODE, failure.code);
    object.set_slot(ERR_MSG, failure.text());
}

/// False, with `errCode` and a text of our own, without a warning.
pub fn fail(object: &Object, number: i64, text: &str) -> Outcome<Zv> {
    tell(object, &Failure::with_text(number, text.to_owned()));
    Ok(Zv::bool(false))
}

/// As [`fail`], with a warning: the call itself is wrong.
pub fn refuse(object: &Object, number: i64, text: &str) -> Outcome<Zv> {
    tell(object, &Failure::with_text(number, text.to_owned()));
    zend::warning(text);
    Raised::check(Zv::bool(false))
}

/// An option that was set.
pub fn option(object: &Object, name: &str) -> Option<Zv> {
    object.slot(SETTING).as_array().and_then(|all| all.get(name)).filter(|value| !value.is_null())
}

/// An option that is a number of bytes above 0.
pub fn size(object: &Object, name: &str) -> Option<usize> {
    object.slot(SETTING).as_array().and_then(|all| client_options::size(all, name))
}

/// A switch that is on unless it was set to false.
pub fn is_on(object: &Object, name: &str) -> bool {
    option(object, name).is_none_or(|value| value.to_bool())
}

/// A switch that is off unless it was set.
pub fn is_set(object: &Object, name: &str) -> bool {
    option(object, name).is_some_and(|value| value.to_bool())
}

/// Lets go of the connection; who waits for it goes on with ECANCELED. False: there is none.
pub fn release(object: &Object, state: &State) -> Outcome<bool> {
    let own = state.socket.take();
    let had = own.is_some();
    drop(own);
    state.input.borrow_mut().clear();
    state.awaited.set(None);
    state.talk.replace(None);
    object.set_slot(CONNECTED, false);
    let shown = object.take_slot(SOCKET);
    shown.as_object().map_or(Ok(()), socket_class::close_object)?;
    Ok(had)
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    if call.bytes(0).is_empty() {
        return Err(throw(&exception::HTTP_CLIENT, libc::EINVAL.into(), "host is empty"));
    }
    let this = call.this();
    this.set_slot(HOST, call.zv(0).clone());
    this.set_slot(PORT, call.opt_int(1).unwrap_or(0));
    this.set_slot(SSL, call.opt_bool(2).unwrap_or(false));
    call.native::<State>().constructed.set(true);
    Ok(())
}

fn destruct(_: &mut Call<'_>) {}

fn set(call: &mut Call<'_>) -> Outcome<bool> {
    let Some(given) = call.zv(0).as_array().filter(|given| !given.is_empty()) else { return Ok(false) };
    let all = client_options::take(&call.this().slot(SETTING), given)?;
    call.this().set_slot(SETTING, all.clone());
    if let Some(defer) = given.get("defer").filter(|defer| !defer.is_null()) {
        call.native::<State>().defer.set(defer.to_bool());
    }
    match call.native::<State>().socket.get() {
        Some(socket) => client_type::adjust(&socket, &all),
        None => Raised::check(true),
    }
}

fn get_defer(call: &mut Call<'_>) -> bool {
    call.native::<State>().defer.get()
}

fn set_defer(call: &mut Call<'_>) -> bool {
    call.native::<State>().defer.set(call.opt_bool(0).unwrap_or(true));
    true
}

fn set_method(call: &mut Call<'_>) -> bool {
    call.this().set_slot(METHOD, call.zv(0).clone());
    true
}

fn set_headers(call: &mut Call<'_>) -> bool {
    call.this().set_slot(REQUEST_HEADERS, call.zv(0).clone());
    true
}

fn set_basic_auth(call: &mut Call<'_>) {
    let value = basic(call.bytes(0), call.bytes(1));
    call.native::<State>().authorization.replace(Some(value));
}

fn set_cookies(call: &mut Call<'_>) -> bool {
    call.this().set_slot(COOKIES, call.zv(0).clone());
    true
}

fn set_data(call: &mut Call<'_>) -> bool {
    call.this().set_slot(REQUEST_BODY, call.zv(0).clone());
    true
}

/// A part of a file becomes a row of `uploadFiles`; it is read when it is sent.
fn add_file(call: &mut Call<'_>) -> Outcome<Zv> {
    let path = call.bytes(0);
    let shown = String::from_utf8_lossy(path).into_owned();
    let facts = match std::fs::metadata(Path::new(OsStr::from_bytes(path))) {
        Ok(facts) => facts,
        Err(error) => {
            let Stop::Failed(failure) = Stop::from(error) else { return Ok(Zv::bool(false)) };
            let text = format!("stat({shown}) failed, Error: {}[{}]", failure.text(), failure.code);
            return refuse(call.this(), failure.code, &text);
        }
    };
    let number = |index: usize| u64::try_from(call.opt_int(index).unwrap_or(0)).ok();
    let (Some(offset), Some(length)) = (number(4), number(5)) else {
        return refuse(call.this(), libc::EINVAL.into(), "parameters $offset and $length may not be negative");
    };
    if !facts.is_file() {
        return refuse(call.this(), code::SERVER_IS_NOT_REGULAR_FILE, &format!("{shown} is not a regular file"));
    }
    if facts.len() == 0 {
        return refuse(call.this(), libc::EINVAL.into(), &format!("cannot send empty file[{shown}]"));
    }
    if offset >= facts.len() {
        let text = format!("parameter $offset[{offset}] exceeds the file size of {} bytes", facts.len());
        return refuse(call.this(), libc::EINVAL.into(), &text);
    }
    let rest = facts.len() - offset;
    if length > rest {
        let text = format!("parameter $length[{length}] exceeds the file size of {} bytes", facts.len());
        return refuse(call.this(), libc::EINVAL.into(), &text);
    }
    let given = |index: usize| call.opt_bytes(index).filter(|text| !text.is_empty());
    let base = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    let mut row = Array::with_capacity(6);
    row.insert("path", path);
    row.insert("name", call.bytes(1));
    row.insert("filename", given(3).unwrap_or(base));
    row.insert("type", given(2).unwrap_or_else(|| mime(path).as_bytes()));
    row.insert("size", i64::try_from(if length == 0 { rest } else { length }).unwrap_or(i64::MAX));
    row.insert("offset", i64::try_from(offset).unwrap_or(i64::MAX));
    add_upload(call, row);
    Ok(true.into())
}

fn add_data(call: &mut Call<'_>) -> bool {
    let given = |index: usize| call.opt_bytes(index).filter(|text| !text.is_empty());
    let mut row = Array::with_capacity(5);
    row.insert("content", call.zv(0).clone());
    row.insert("name", call.bytes(1));
    row.insert("filename", given(3).unwrap_or(call.bytes(1)));
    row.insert("type", given(2).unwrap_or(b"application/octet-stream"));
    row.insert("size", call.bytes(0).len() as i64);
    add_upload(call, row);
    true
}

fn add_upload(call: &Call<'_>, row: Array) {
    let mut rows = call.this().take_slot(UPLOADS).into_array().unwrap_or_default();
    rows.push(row);
    call.this().set_slot(UPLOADS, rows);
}

/// Runs an operation on the socket; without one it fails with "no connection".
pub fn operate<T: Into<Zv>>(call: &Call<'_>, operation: impl FnOnce(&CoSocket) -> Done<T>) -> Outcome<Zv> {
    let done = match call.native::<State>().socket.get() {
        Some(socket) => operation(&socket),
        None => Err(Stop::code(code::CLIENT_NO_CONNECTION)),
    };
    match done {
        Ok(value) => Ok(value.into()),
        Err(Stop::Raised(raised)) => Err(raised),
        Err(Stop::Failed(failure)) => {
            tell(call.this(), &failure);
            Ok(Zv::bool(false))
        }
    }
}

fn peer_name(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.peer_name().map(|name| socket_class::name(&name)))
}

fn own_name(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.own_name().map(|name| socket_class::name(&name)))
}

fn peer_certificate(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| match socket.peer_certificate()? {
        Some(pem) => Ok(Zv::str(pem)),
        None => Err(Stop::code(code::SSL_EMPTY_PEER_CERTIFICATE)),
    })
}

/// The head of the last request as it was sent, without its empty line.
fn header_out(call: &mut Call<'_>) -> Zv {
    let head = call.native::<State>().head_out.borrow();
    match head.strip_suffix(b"\r\n\r\n") {
        Some(head) => Zv::str(head),
        None => Zv::bool(false),
    }
}

fn close(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = call.native::<State>();
    if release(call.this(), state)? {
        errors::set_last(0);
        return Raised::check(true.into());
    }
    operate(call, |_| Ok(true))
}
