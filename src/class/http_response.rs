//! `Swoole\Http\Response`: the class table and what an answer is made of (status, headers, cookies). How it is sent is in
//! `http_response_send`.

use std::cell::{Cell, OnceCell, RefCell};

use rswoole_engine::worker::{After, Control};

use super::http_cookie;
use super::http_response_create as create;
use super::http_response_send as sending;
use super::http_response_talk as talk;
use crate::errors::{self, code};
use crate::http::cookie::Cookie;
use crate::http::encode;
use crate::http::exchange::{Exchange, Stage, failure};
use crate::socket::Limit;
use crate::zend::{self, Array, Call, Class, Native, Object, Outcome, Slot, Zv, method, method_taking_any};

const PROPERTIES: &[&str] = &[
    "public $fd = 0",
    "public $socket = null",
    "public $header = null",
    "public $cookie = null",
    "public $trailer = null",
];

#[rustfmt::skip]
pub static CLASS: Class =
    Class::new(r"Swoole\Http\Response").native::<ResponseData>().properties(PROPERTIES).not_serializable().methods(&[
        method("public function initHeader(): bool", init_header),
        method("public function isWritable(): bool", is_writable),
        method("public function cookie(Swoole\\Http\\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool", cookie),
        method("public function setCookie(Swoole\\Http\\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool", cookie),
        method("public function rawcookie(Swoole\\Http\\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool", raw_cookie),
        method("public function setRawCookie(Swoole\\Http\\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool", raw_cookie),
        method("public function status(int $http_code, string $reason = ''): bool", status),
        method("public function setStatusCode(int $http_code, string $reason = ''): bool", status),
        method_taking_any::<1, _, _>("public function header(string $key, array|string $value, bool $format = true): bool", header),
        method_taking_any::<1, _, _>("public function setHeader(string $key, array|string $value, bool $format = true): bool", header),
        method("public function trailer(string $key, string $value): bool", trailer),
        method("public function write(string $content): bool", sending::write),
        method("public function end(?string $content = null): bool", sending::end),
        method("public function sendfile(string $filename, int $offset = 0, int $length = 0): bool", sending::sendfile),
        method("public function redirect(string $location, int $http_code = 302): bool", sending::redirect),
        method("public function detach(): bool", detach),
        method("public static function create(object|array|int $server = -1, int $fd = -1): Swoole\\Http\\Response|false", create::create),
        method("public function ping(string $data = ''): bool", talk::ping),
        method("public function goaway(int $error_code = 0, string $debug_data = ''): bool", goaway),
        method("public function upgrade(): bool", talk::upgrade),
        method("public function push(Swoole\\WebSocket\\Frame|string $data, int $opcode = WEBSOCKET_OPCODE_TEXT, int $flags = SWOOLE_WEBSOCKET_FLAG_FIN): bool", talk::push),
        method("public function recv(float $timeout = 0): Swoole\\WebSocket\\Frame|string|false", talk::recv),
        method("public function disconnect(int $code = SWOOLE_WEBSOCKET_CLOSE_NORMAL, string $reason = ''): bool", talk::disconnect),
        method("public function close(): bool", talk::close),
    ]);

const fn slot(name: &str) -> Slot {
    Slot::of(PROPERTIES, name, 0)
}

const FD: Slot = slot("fd");
const SOCKET: Slot = slot("socket");
pub const HEADER: Slot = slot("header");
pub const COOKIE: Slot = slot("cookie");
pub const TRAILER: Slot = slot("trailer");

/// The Rust state of an answer.
pub struct ResponseData {
    pub exchange: OnceCell<Exchange>,
    pub status: Cell<u16>,
    pub reason: RefCell<Option<Vec<u8>>>,
}

impl Native for ResponseData {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> ResponseData {
        ResponseData { exchange: OnceCell::new(), status: Cell::new(200), reason: RefCell::default() }
    }
}

/// The object for `$response`.
pub fn object(exchange: Exchange) -> Outcome<Object> {
    let object = CLASS.instantiate()?;
    assign(&object, exchange);
    Ok(object)
}

/// Gives a new object of the class what it is to answer.
pub fn assign(object: &Object, exchange: Exchange) {
    object.set_slot(FD, exchange.session.0 as i64);
    if let Some(data) = object.native::<ResponseData>() {
        // Just created, so nothing was set before.
        let _ = data.exchange.set(exchange);
    }
}

/// Of a server in a coroutine: the connection, as `Coroutine\Socket`.
pub fn show_socket(response: &Object, socket: &Object) {
    response.set_slot(SOCKET, socket);
}

/// An answer without a handler.
pub fn answer_plainly(response: &Object, status: u16) {
    if let Some(data) = response.native::<ResponseData>() {
        data.status.set(status);
        sending::end_empty(response, data);
    }
}

/// The handler has failed, and the process is about to: says so once, without waiting.
pub fn answer_failure(response: &Object) {
    let exchange = response.native::<ResponseData>().and_then(|data| data.exchange.get());
    if let Some(exchange) = exchange.filter(|exchange| exchange.stage.get() == Stage::Fresh)
        && let Some(connection) = exchange.outlet().connection()
    {
        // A client that is gone, or does not read, gets nothing.
        let _ = connection.socket.send(&failure(After::Close), &Limit::now());
    }
}

/// The exchange, unless it is over or somebody else's; then error 7106.
pub fn usable<'a>(call: &'a Call<'_>) -> Option<(&'a ResponseData, &'a Exchange)> {
    let data = call.native::<ResponseData>();
    let exchange = data.exchange.get();
    match exchange {
        Some(exchange) if !matches!(exchange.stage.get(), Stage::Ended | Stage::Detached) => Some((data, exchange)),
        _ => {
            errors::set_last(code::HTTP_CONTEXT_UNAVAILABLE);
            None
        }
    }
}

/// Error 510, a warning, and false: how the original refuses an argument.
pub fn refuse(message: &str) -> Outcome<bool> {
    errors::set_last(code::HTTP_INVALID_PARAMS);
    zend::warning(message);
    crate::zend::Raised::check(false)
}

/// The head can still be changed.
fn is_fresh(call: &Call<'_>) -> bool {
    match usable(call) {
        Some((_, exchange)) if exchange.stage.get() == Stage::Fresh => true,
        Some(_) => {
            errors::set_last(code::HTTP_CONTEXT_UNAVAILABLE);
            zend::warning("the head of this response is sent already: set it before write()");
            false
        }
        None => false,
    }
}

fn init_header(call: &mut Call<'_>) -> bool {
    if usable(call).is_none() {
        return false;
    }
    for slot in [HEADER, COOKIE, TRAILER] {
        call.this().set_slot(slot, Array::new());
    }
    true
}

fn is_writable(call: &mut Call<'_>) -> bool {
    let stage = call.native::<ResponseData>().exchange.get().map(|exchange| exchange.stage.get());
    stage.is_some_and(|stage| !matches!(stage, Stage::Ended | Stage::Detached))
}

fn status(call: &mut Call<'_>) -> Outcome<bool> {
    if !is_fresh(call) {
        return Ok(false);
    }
    let number = call.int(0);
    let reason = call.opt_bytes(1).filter(|reason| !reason.is_empty());
    if reason.is_some_and(|reason| !encode::is_clean(reason)) {
        return refuse("The reason may not contain CR, LF or NUL: it would begin another header");
    }
    let Ok(number) = u16::try_from(number) else { return refuse(&format!("{number} is no HTTP status")) };
    if !(100..=999).contains(&number) {
        return refuse(&format!("{number} is no HTTP status: give 100 to 999"));
    }
    let data = call.native::<ResponseData>();
    data.status.set(number);
    data.reason.replace(reason.map(<[u8]>::to_vec));
    Ok(true)
}

/// What is wrong with a header, in the words of PHP's `header()`.
fn flaw(value: &[u8]) -> Option<&'static str> {
    if value.contains(&0) {
        return Some("Header may not contain NUL bytes");
    }
    let breaks = value.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
    breaks.then_some("Header may not contain more than a single header, new line detected")
}

/// White space at the end is left out when the header is sent, line breaks too (the manual's example).
fn value_flaw(value: &Zv) -> Option<&'static str> {
    let flaw = |text: &[u8]| flaw(encode::trimmed(text));
    match (value.as_bytes(), value.as_array()) {
        (Some(text), _) => flaw(text),
        (None, Some(list)) => list.iter().find_map(|(_, value)| value.as_bytes().and_then(flaw)),
        (None, None) => None,
    }
}

fn header(call: &mut Call<'_>) -> Outcome<bool> {
    if !is_fresh(call) {
        return Ok(false);
    }
    let (key, mut value) = (call.bytes(0), call.zv(1).clone());
    if value.as_object().is_some() {
        value = value.to_str()?.into();
    }
    if let Some(flaw) = flaw(key).or_else(|| value_flaw(&value)) {
        return refuse(flaw);
    }
    if key.len() > MAX_KEY {
        return refuse("header key is too long");
    }
    if !encode::is_token(key) {
        return refuse("a header's name is made of letters, digits and !#$%&'*+-.^_`|~");
    }
    let formatted = call.opt_bool(2).unwrap_or(true);
    let name = if formatted { encode::ucwords(key) } else { key.to_vec() };
    let mut headers = taken(call.this(), HEADER);
    headers.insert_bytes(&name, value);
    call.this().set_slot(HEADER, headers);
    zend::Raised::check(true)
}

fn trailer(call: &mut Call<'_>) -> Outcome<bool> {
    if usable(call).is_none() {
        return Ok(false);
    }
    let (key, value) = (call.bytes(0), call.bytes(1));
    if let Some(flaw) = flaw(key).or_else(|| flaw(value)) {
        return refuse(flaw);
    }
    if key.len() > MAX_KEY {
        return refuse("trailer key is too long");
    }
    if !encode::is_token(key) {
        return refuse("a trailer's name is made of letters, digits and !#$%&'*+-.^_`|~");
    }
    let mut trailers = taken(call.this(), TRAILER);
    trailers.insert_bytes(&key.to_ascii_lowercase(), Zv::str(value));
    call.this().set_slot(TRAILER, trailers);
    zend::Raised::check(true)
}

/// The array of a property, taken out of it: changing it then needs no copy.
fn taken(object: &Object, slot: Slot) -> Array {
    object.take_slot(slot).into_array().unwrap_or_default()
}

fn cookie(call: &mut Call<'_>) -> Outcome<bool> {
    set_cookie(call, true)
}

fn raw_cookie(call: &mut Call<'_>) -> Outcome<bool> {
    set_cookie(call, false)
}

fn set_cookie(call: &mut Call<'_>, encode: bool) -> Outcome<bool> {
    if !is_fresh(call) {
        return Ok(false);
    }
    let cookie = match call.zv(0).as_object() {
        Some(object) => http_cookie::of(object),
        None => Cookie {
            name: call.bytes(0).to_vec(),
            value: call.opt_bytes(1).unwrap_or_default().to_vec(),
            expires: call.opt_int(2).unwrap_or(0),
            path: call.opt_bytes(3).unwrap_or_default().to_vec(),
            domain: call.opt_bytes(4).unwrap_or_default().to_vec(),
            secure: call.opt_bool(5).unwrap_or(false),
            http_only: call.opt_bool(6).unwrap_or(false),
            same_site: call.opt_bytes(7).unwrap_or_default().to_vec(),
            priority: call.opt_bytes(8).unwrap_or_default().to_vec(),
            partitioned: call.opt_bool(9).unwrap_or(false),
            encode,
        },
    };
    match cookie.text() {
        Err(flaw) => refuse(&flaw),
        Ok(text) => {
            let mut cookies = taken(call.this(), COOKIE);
            cookies.push(Zv::str(text));
            call.this().set_slot(COOKIE, cookies);
            zend::Raised::check(true)
        }
    }
}

fn detach(call: &mut Call<'_>) -> bool {
    let Some((_, exchange)) = usable(call) else { return false };
    exchange.detach();
    true
}

fn goaway(call: &mut Call<'_>) -> Outcome<bool> {
    if usable(call).is_some_and(|(_, exchange)| exchange.is_http_2()) {
        let number = call.opt_int(0).unwrap_or(0);
        let Ok(code) = u32::try_from(number) else {
            return refuse(&format!("{number} is no error code of HTTP/2: give 0 to 4294967295"));
        };
        return Ok(control(call, Control::GoAway { code, debug: call.opt_bytes(1).unwrap_or_default() }));
    }
    refuse_protocol(call, |fd| format!("fd[{fd}] is not a HTTP2 connection"))
}

/// Says it to the whole connection of HTTP/2.
pub fn control(call: &Call<'_>, control: Control<'_>) -> bool {
    let Some((_, exchange)) = usable(call) else { return false };
    sending::sent(exchange.outlet().control(control))
}

pub fn refuse_protocol(call: &Call<'_>, say: impl FnOnce(u64) -> String) -> Outcome<bool> {
    let Some((_, exchange)) = usable(call) else { return Ok(false) };
    errors::set_last(code::PHP_FATAL_ERROR);
    zend::warning(&say(exchange.session.0));
    zend::Raised::check(false)
}

/// As the original's limit.
const MAX_KEY: usize = 127;
