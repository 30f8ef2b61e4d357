//! `Swoole\Async\Client`: a client whose answers come as events. A coroutine of its own connects, reads and calls the callbacks, another one
//! writes what the kernel did not take at once. What a client is set up with is its parent's, [`super::client`].

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::mem;
use std::rc::Rc;
use std::task::Poll;

use bytes::{Bytes, BytesMut};

use super::client::{self, State};
use super::client_options;
use super::client_type::{self, ClientType};
use super::tls_options;
use crate::coroutine::{self, SpawnOutcome, await_in_coroutine};
use crate::errors::{self, code};
use crate::event_loop;
use crate::socket::{CoSocket, Done, Failure, Host, Limit, Stop, Way};
use crate::zend::{
    self, Array, Call, Callable, Class, Kind, Object, Outcome, Raised, Slot, Zv, method, method_with_extra_args,
};

const PROPERTIES: &[&str] = &[
    "private $onConnect = null",
    "private $onError = null",
    "private $onReceive = null",
    "private $onClose = null",
    "private $onBufferFull = null",
    "private $onBufferEmpty = null",
    "private $onSSLReady = null",
];
const INHERITED: usize = client::PROPERTIES.len();
const CONNECT: Slot = Slot::of(PROPERTIES, "onConnect", INHERITED);
const ERROR: Slot = Slot::of(PROPERTIES, "onError", INHERITED);
const RECEIVE: Slot = Slot::of(PROPERTIES, "onReceive", INHERITED);
const CLOSE: Slot = Slot::of(PROPERTIES, "onClose", INHERITED);
const BUFFER_FULL: Slot = Slot::of(PROPERTIES, "onBufferFull", INHERITED);
const BUFFER_EMPTY: Slot = Slot::of(PROPERTIES, "onBufferEmpty", INHERITED);
const SSL_READY: Slot = Slot::of(PROPERTIES, "onSSLReady", INHERITED);

/// By the name in lower case.
const EVENTS: [(&str, Slot); 6] = [
    ("connect", CONNECT),
    ("error", ERROR),
    ("receive", RECEIVE),
    ("close", CLOSE),
    ("bufferfull", BUFFER_FULL),
    ("bufferempty", BUFFER_EMPTY),
];

pub static CLASS: Class =
    Class::new(r"Swoole\Async\Client").extends(&client::CLASS).not_serializable().properties(PROPERTIES).methods(&[
        // The manual gives it the parameters of the parent, the declaration does not.
        method_with_extra_args("public function __construct(int $type)", construct),
        method("public function __destruct()", destruct),
        method(
            "public function connect(string $host, int $port = 0, float $timeout = 0.5, int $sock_flag = 0): bool",
            connect,
        ),
        method("public function sleep(): bool", sleep),
        method("public function wakeup(): bool", wake_up),
        method("public function pause(): bool", sleep),
        method("public function resume(): bool", wake_up),
        method("public function enableSSL(?callable $onSslReady = null): bool", enable_ssl),
        method("public function isConnected(): bool", is_connected),
        method("public function close(bool $force = false): bool", close),
        method("public function on(string $host, callable $callback): bool", on),
    ]);

/// `socket_buffer_size`: what may wait to be sent.
const MOST_UNSENT: usize = 8 << 20;
const WITHOUT_LIMIT: f64 = -1.0;

/// What goes on while nobody calls the client.
#[derive(Default)]
pub struct Background {
    /// The attempt that is under way.
    connecting: RefCell<Option<Rc<CoSocket>>>,
    /// `sleep()`
    asleep: Cell<bool>,
    handshaking: Cell<bool>,
    /// A coroutine reads, or writes.
    reading: Cell<bool>,
    writing: Cell<bool>,
    unsent: RefCell<BytesMut>,
    /// With what the writer has in hand.
    queued: Cell<usize>,
    /// BufferFull was called, BufferEmpty is to follow.
    full: Cell<bool>,
}

fn state(object: &Object) -> &State {
    object.native::<State>().expect("every client has one")
}

fn options(object: &Object) -> Array {
    object.slot(client::SETTING).as_array().cloned().unwrap_or_default()
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let kind = ClientType::new(call.int(0), CLASS.name())?;
    state(call.this()).set_kind(ClientType { keep: false, ..kind });
    call.this().set_slot(client::TYPE, call.int(0));
    Ok(())
}

fn destruct(_: &mut Call<'_>) {}

fn refuse(code: i64, message: &str) -> Outcome<Zv> {
    errors::set_last(code);
    zend::warning(message);
    Raised::check(Zv::bool(false))
}

fn not_connected() -> Outcome<Zv> {
    refuse(code::PHP_RUNTIME_NOTICE, "client is not connected to server")
}

fn on(call: &mut Call<'_>) -> Outcome<Zv> {
    let name = String::from_utf8_lossy(call.bytes(0)).to_ascii_lowercase();
    let Some((_, slot)) = EVENTS.iter().find(|(known, _)| *known == name) else {
        let given = String::from_utf8_lossy(call.bytes(0)).into_owned();
        return refuse(code::PHP_FATAL_ERROR, &format!("Unknown event callback type name '{given}'"));
    };
    let given = call.zv(1).clone();
    if let Err(reason) = Callable::new(&given) {
        Raised::check(())?;
        let what = match given.kind() {
            Kind::Array | Kind::Object => given.type_name(),
            _ => given.to_str()?.to_text(),
        };
        return refuse(code::PHP_FATAL_ERROR, &format!("function '{what}' is not callable: {reason}"));
    }
    call.this().set_slot(*slot, given);
    Ok(true.into())
}

/// Calls back; without a callback there is nothing to tell.
fn tell(object: &Object, event: Slot, data: Option<Zv>) -> Outcome<()> {
    let callback = object.slot(event);
    if callback.is_null() {
        return Ok(());
    }
    let callable = Callable::new(&callback).map_err(|reason| zend::throw_error(&reason))?;
    let mut args: Vec<Zv> = std::iter::once(Zv::from(object.clone())).chain(data).collect();
    callable.call(&mut args).map(drop)
}

/// Runs `job` in a coroutine of its own.
fn begin(job: impl FnOnce() -> Outcome<()> + 'static) -> Outcome<bool> {
    match coroutine::spawn(move || job().map(|()| Zv::NULL)) {
        Ok((_, SpawnOutcome::Bailout)) => Err(Raised::Bailout),
        Ok(_) => Raised::check(true),
        Err(error) => {
            zend::warning(&error.to_string());
            Raised::check(false)
        }
    }
}

/// What is missing before a connection can be told of. A datagram socket has no connection that could fail or end.
fn missing_callback(object: &Object, kind: ClientType) -> Option<&'static str> {
    let needed: &[(Slot, &'static str)] =
        &[(RECEIVE, "onReceive"), (CONNECT, "onConnect"), (ERROR, "onError"), (CLOSE, "onClose")];
    let needed = if kind.is_stream() { needed } else { &needed[..1] };
    needed.iter().find(|(slot, _)| object.slot(*slot).is_null()).map(|(_, name)| *name)
}

fn connect(call: &mut Call<'_>) -> Outcome<Zv> {
    let (object, port) = (call.this().clone(), call.opt_int(1).unwrap_or(0));
    let (host, seconds) = (call.bytes(0).to_vec(), call.opt_float(2).unwrap_or(0.5));
    let kind = state(&object).kind()?;
    if state(&object).socket.get().is_some() || state(&object).background.connecting.borrow().is_some() {
        return refuse(code::PHP_FATAL_ERROR, "connection to the server has already been established");
    }
    if EVENTS.iter().all(|(_, slot)| object.slot(*slot).is_null()) {
        return refuse(code::PHP_FATAL_ERROR, "async client is not initialized");
    }
    if let Some(name) = missing_callback(&object, kind) {
        return Err(zend::fatal(&format!("no '{name}' callback function")));
    }
    if host.is_empty() {
        return refuse(code::PHP_FATAL_ERROR, "The host is empty");
    }
    if kind.domain != libc::AF_UNIX && !(1..=65535).contains(&port) {
        return refuse(code::INVALID_PARAMS, "The port is invalid");
    }
    if event_loop::is_timers_only() {
        return refuse(
            code::PHP_FATAL_ERROR,
            "a manager process has no event loop: connect in a worker or a user process",
        );
    }
    let Some(socket) = client::open(call, kind, false)? else { return Ok(Zv::bool(false)) };
    state(&object).background.connecting.replace(Some(Rc::clone(&socket)));
    begin(move || attempt(&object, &socket, Host { name: &host, port }, seconds)).map(Zv::bool)
}

/// Whether it is still this attempt that the client wants.
fn finish_attempt(object: &Object, socket: &Rc<CoSocket>) -> bool {
    let mut connecting = state(object).background.connecting.borrow_mut();
    let is_current = connecting.as_ref().is_some_and(|current| Rc::ptr_eq(current, socket));
    if is_current {
        *connecting = None;
    }
    is_current
}

fn attempt(object: &Object, socket: &Rc<CoSocket>, host: Host<'_>, seconds: f64) -> Outcome<()> {
    // No event before `connect()` has returned.
    next_turn()?;
    let limit = Limit::new(seconds, socket.timeouts.get().connect);
    let done = client_type::connect(socket, host, &options(object), &limit);
    if !finish_attempt(object, socket) {
        return Raised::check(());
    }
    match done {
        Ok(()) => {
            state(object).socket.put(Rc::clone(socket));
            object.set_slot(client::SOCK, i64::from(socket.fd()));
            state(object).background.reading.set(true);
            tell(object, CONNECT, None)?;
            read(object, socket)
        }
        Err(Stop::Failed(failure)) => {
            note(object, &failure);
            tell(object, ERROR, None)
        }
        Err(Stop::Raised(raised)) => Err(raised),
    }
}

fn next_turn() -> Outcome<()> {
    let mut first = true;
    let turn = poll_fn(move |cx| {
        if mem::take(&mut first) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    });
    await_in_coroutine(turn).or_else(|cancelled| cancelled.reply(()))
}

fn note(object: &Object, failure: &Failure) {
    errors::set_last(failure.code);
    object.set_slot(client::ERR_CODE, failure.code);
}

fn is_open(object: &Object, socket: &Rc<CoSocket>) -> bool {
    state(object).socket.get().is_some_and(|current| Rc::ptr_eq(&current, socket))
}

/// Tells of what comes until the end of the connection, or until the client does not want to hear.
fn read(object: &Object, socket: &Rc<CoSocket>) -> Outcome<()> {
    let background = &state(object).background;
    let limit = Limit::new(WITHOUT_LIMIT, WITHOUT_LIMIT);
    while is_open(object, socket) && !background.asleep.get() && !background.handshaking.get() {
        match socket.receive_packet(&limit) {
            Err(Stop::Raised(raised)) => return Err(raised),
            _ if !is_open(object, socket) => return Raised::check(()),
            Ok(data) if !data.is_empty() => tell(object, RECEIVE, Some(Zv::str(&data)))?,
            Ok(_) if !socket.is_stream() => {}
            Ok(_) => return end(object),
            Err(Stop::Failed(_)) if background.asleep.get() || background.handshaking.get() => break,
            Err(Stop::Failed(failure)) => {
                note(object, &failure);
                return end(object);
            }
        }
    }
    if is_open(object, socket) {
        background.reading.set(false);
    }
    Raised::check(())
}

/// The connection is over: what was not sent is lost.
fn end(object: &Object) -> Outcome<()> {
    let Some(socket) = state(object).take_socket() else { return Ok(()) };
    let before = state(object).background.reset();
    for way in [Way::Read, Way::Write] {
        socket.cancel(way)?;
    }
    drop((socket, before));
    tell(object, CLOSE, None)
}

impl Background {
    fn reset(&self) -> BytesMut {
        for flag in [&self.asleep, &self.handshaking, &self.reading, &self.writing, &self.full] {
            flag.set(false);
        }
        self.queued.set(0);
        self.unsent.take()
    }
}

fn close(call: &mut Call<'_>) -> Outcome<Zv> {
    let given_up = state(call.this()).background.connecting.take();
    if let Some(socket) = given_up {
        socket.cancel(Way::Write)?;
        return Raised::check(true.into());
    }
    if state(call.this()).socket.get().is_none() {
        return refuse(code::PHP_FATAL_ERROR, "client is not connected to the server");
    }
    end(&call.this().clone())?;
    Ok(true.into())
}

fn is_connected(call: &mut Call<'_>) -> bool {
    state(call.this()).socket.get().is_some()
}

fn sleep(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(socket) = state(call.this()).socket.get() else { return not_connected() };
    if state(call.this()).background.asleep.replace(true) {
        return Ok(Zv::bool(false));
    }
    socket.cancel(Way::Read)?;
    Raised::check(true.into())
}

fn wake_up(call: &mut Call<'_>) -> Outcome<Zv> {
    let object = call.this().clone();
    let background = &state(&object).background;
    let Some(socket) = state(&object).socket.get() else { return not_connected() };
    if !background.asleep.replace(false) {
        return Ok(Zv::bool(false));
    }
    if background.reading.get() || background.handshaking.get() {
        return Ok(true.into());
    }
    background.reading.set(true);
    begin(move || {
        next_turn()?;
        read(&object, &socket)
    })
    .map(Zv::bool)
}

fn enable_ssl(call: &mut Call<'_>) -> Outcome<Zv> {
    let object = call.this().clone();
    let Some(socket) = state(&object).socket.get() else { return not_connected() };
    if call.opt_callable(0)?.is_none() {
        return refuse(code::PHP_FATAL_ERROR, "a client with events needs a callback for the end of the handshake");
    }
    if socket.is_secure() || state(&object).background.handshaking.get() {
        return refuse(code::PHP_FATAL_ERROR, "SSL has been enabled");
    }
    let settings = tls_options::of(&options(&object))?;
    object.set_slot(SSL_READY, call.zv(0).clone());
    state(&object).background.handshaking.set(true);
    socket.cancel(Way::Read)?;
    begin(move || {
        next_turn()?;
        let limit = Limit::new(0.0, socket.timeouts.get().connect);
        let done = socket.start_tls(settings, &limit);
        if !is_open(&object, &socket) {
            return Raised::check(());
        }
        let background = &state(&object).background;
        background.handshaking.set(false);
        match done {
            Ok(()) => {
                background.reading.set(true);
                tell(&object, SSL_READY, None)?;
                read(&object, &socket)
            }
            Err(Stop::Raised(raised)) => Err(raised),
            Err(Stop::Failed(failure)) => {
                note(&object, &failure);
                end(&object)
            }
        }
    })
    .map(Zv::bool)
}

/// Sends what the kernel takes at once; the rest follows when it takes more.
pub fn send(object: &Object, data: &[u8]) -> Done<i64> {
    let Some(socket) = state(object).socket.get() else { return Err(Stop::code(code::CLIENT_NO_CONNECTION)) };
    let background = &state(object).background;
    let size = |name: &str| client_options::size(&options(object), name);
    let most = size("socket_buffer_size").unwrap_or(MOST_UNSENT);
    let length = i64::try_from(data.len()).unwrap_or(i64::MAX);
    if background.queued.get() + data.len() > most {
        return Err(Stop::code(libc::EINVAL.into()));
    }
    let sent = if background.writing.get() { 0 } else { socket.send_now(data)? };
    if sent == data.len() {
        return Ok(length);
    }
    if !socket.is_stream() {
        return Err(Stop::code(libc::EAGAIN.into()));
    }
    background.unsent.borrow_mut().extend_from_slice(&data[sent..]);
    background.queued.set(background.queued.get() + data.len() - sent);
    let is_much = background.queued.get() >= size("buffer_high_watermark").unwrap_or(0);
    // Before the callback, which may send again: its data goes behind this.
    let has_writer = background.writing.replace(true);
    if is_much && !background.full.replace(true) {
        tell(object, BUFFER_FULL, None).map_err(Stop::Raised)?;
    }
    if !has_writer && is_open(object, &socket) {
        let object = object.clone();
        begin(move || write(&object, &socket)).map_err(Stop::Raised)?;
    }
    Ok(length)
}

fn write(object: &Object, socket: &Rc<CoSocket>) -> Outcome<()> {
    let background = &state(object).background;
    let limit = Limit::new(WITHOUT_LIMIT, WITHOUT_LIMIT);
    loop {
        let piece: Bytes = background.unsent.borrow_mut().split().freeze();
        let failed = match socket.send_all(&piece, &limit) {
            Ok((_, failed)) => failed,
            Err(stop) => Some(stop),
        };
        match failed {
            Some(Stop::Raised(raised)) => return Err(raised),
            _ if !is_open(object, socket) => return Raised::check(()),
            Some(Stop::Failed(failure)) => {
                note(object, &failure);
                return end(object);
            }
            None => background.queued.set(background.queued.get() - piece.len()),
        }
        let low = options(object).get("buffer_low_watermark").map_or(0, |low| low.to_int());
        if background.full.get() && background.queued.get() as i64 <= low {
            background.full.set(false);
            tell(object, BUFFER_EMPTY, None)?;
        }
        if !is_open(object, socket) {
            return Raised::check(());
        }
        if background.unsent.borrow().is_empty() {
            background.writing.set(false);
            return Raised::check(());
        }
    }
}
