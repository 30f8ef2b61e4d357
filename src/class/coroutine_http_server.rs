//! `Swoole\Coroutine\Http\Server`: an HTTP server inside of one coroutine, with a coroutine for each connection. Requests and answers are
//! `crate::http`'s.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use rswoole_engine::server::port_options;
use rswoole_engine::settings::{PortSettings, RawSettings, Scope, Value};

use super::{coroutine_socket, exception};
use crate::coroutine::{self, SpawnOutcome};
use crate::http::hosting::{self, Host};
use crate::settings as options;
use crate::socket::{CoSocket, Failure, Held, Limit, Stop, Way};
use crate::state::Mode;
use crate::zend::{
    Call, Callable, Class, Gc, Native, Object, Outcome, Raised, Slot, Zv, method, throw, throw_error, warning,
};

const PROPERTIES: &[&str] = &[
    "public $fd = -1",
    "public $host = null",
    "public $port = -1",
    "public $ssl = false",
    "public $settings = null",
    "public $errCode = 0",
    "public $errMsg = ''",
];
const FD: Slot = Slot::of(PROPERTIES, "fd", 0);
const HOST: Slot = Slot::of(PROPERTIES, "host", 0);
const PORT: Slot = Slot::of(PROPERTIES, "port", 0);
const SSL: Slot = Slot::of(PROPERTIES, "ssl", 0);
const SETTINGS: Slot = Slot::of(PROPERTIES, "settings", 0);
const ERR_CODE: Slot = Slot::of(PROPERTIES, "errCode", 0);
const ERR_MSG: Slot = Slot::of(PROPERTIES, "errMsg", 0);

pub static CLASS: Class = Class::new(r"Swoole\Coroutine\Http\Server")
    .short_names(&[r"Co\Http\Server"])
    .is_final()
    .not_serializable()
    .native::<State>()
    .properties(PROPERTIES)
    .methods(&[
        method(
            "public function __construct(string $host, int $port = 0, bool $ssl = false, bool $reuse_port = false)",
            construct,
        ),
        method("public function set(array $settings): bool", set),
        method("public function handle(string $pattern, callable $callback): bool", handle),
        method("private function onAccept(Swoole\\Coroutine\\Socket $conn): void", on_accept),
        method("public function start(): bool", start),
        method("public function shutdown(): void", shutdown),
    ]);

#[derive(Default)]
pub struct State {
    socket: Held,
    raw: RefCell<RawSettings>,
    /// What was registered before the start; afterwards the host has it.
    handlers: RefCell<Vec<(Vec<u8>, Callable)>>,
    host: RefCell<Option<Rc<Host>>>,
}

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State::default()
    }

    fn gc(&self, gc: &mut Gc) {
        if let Ok(handlers) = self.handlers.try_borrow() {
            handlers.iter().for_each(|(_, callable)| gc.callable(callable));
        }
        if let Ok(host) = self.host.try_borrow()
            && let Some(host) = &*host
        {
            host.with_handlers(|callable| gc.callable(callable));
        }
    }
}

const BACKLOG: i32 = 512;
/// No more descriptors: pause, because the next attempt would fail too.
const PAUSE: Duration = Duration::from_secs(1);

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let given = String::from_utf8_lossy(call.bytes(0)).into_owned();
    let port = call.opt_int(1).unwrap_or(0);
    if given.is_empty() {
        return Err(throw(&exception::EXCEPTION, libc::EINVAL.into(), "host is empty"));
    }
    let (domain, address) = match given.strip_prefix("unix:") {
        // Also `unix:///path`.
        Some(path) => (libc::AF_UNIX, format!("/{}", path.trim_start_matches('/'))),
        None if given.contains(':') => (libc::AF_INET6, given.clone()),
        None => (libc::AF_INET, given.clone()),
    };
    let failed = |stop: Stop, what: &str| match stop {
        Stop::Raised(raised) => raised,
        Stop::Failed(failure) => throw(&exception::EXCEPTION, failure.code, &format!("{what} failed")),
    };
    let socket = CoSocket::open(domain, libc::SOCK_STREAM, 0).map_err(|error| failed(error.into(), "socket()"))?;
    if domain != libc::AF_UNIX {
        let mut names = vec![libc::SO_REUSEADDR];
        if call.opt_bool(3) == Some(true) {
            names.push(libc::SO_REUSEPORT);
        }
        for name in names {
            socket
                .set_option(libc::SOL_SOCKET, name, &1i32.to_ne_bytes())
                .map_err(|error| failed(error.into(), "setsockopt()"))?;
        }
    }
    socket.bind(address.as_bytes(), port).map_err(|stop| failed(stop, &format!("bind({given}:{port})")))?;
    socket.listen(BACKLOG).map_err(|stop| failed(stop, "listen()"))?;
    let bound = socket.own_name().map_err(|stop| failed(stop, "getsockname()"))?;
    let bound = coroutine_socket::name(&bound).get("port").map_or(port, |port| port.to_int());
    let this = call.this();
    this.set_slot(FD, i64::from(socket.fd()));
    this.set_slot(HOST, Zv::str(&given));
    this.set_slot(PORT, bound);
    this.set_slot(SSL, call.opt_bool(2).unwrap_or(false));
    call.native::<State>().socket.put(socket);
    Ok(())
}

/// The options of a port of HTTP. What is unknown or has no effect is said by name.
fn set(call: &mut Call<'_>) -> Outcome<bool> {
    let Some(given) = call.zv(0).as_array().filter(|given| !given.is_empty()).cloned() else { return Ok(false) };
    let this = call.this();
    let mut raw = call.native::<State>().raw.take();
    let applied = options::apply(&mut raw, &given, Scope::Hosted);
    call.native::<State>().raw.replace(raw);
    applied?;
    if call.native::<State>().host.borrow().is_some() {
        tracing::warn!(
            "options that are set after start() have no effect but on TLS and the listening socket: set them before"
        );
    }
    let all = super::client_options::merged(&this.slot(SETTINGS), &given);
    this.set_slot(SETTINGS, all);
    Raised::check(true)
}

fn handle(call: &mut Call<'_>) -> Outcome<bool> {
    let (pattern, callable) = (call.bytes(0), call.callable(1)?);
    let state = call.native::<State>();
    if let Some(host) = state.host.borrow().clone() {
        host.handle(pattern, callable);
        return Ok(true);
    }
    hosting::register(&state.handlers, pattern, callable);
    Ok(true)
}

fn listener(state: &State) -> Outcome<Rc<CoSocket>> {
    state.socket.get().ok_or_else(|| throw_error("must call constructor first"))
}

/// The options as they are now.
fn settings(state: &State) -> Outcome<PortSettings> {
    let environment = options::environment(Mode::Base);
    // Whoever answers a handshake by upgrade() speaks WebSocket: its options count.
    let mut raw = state.raw.borrow().clone();
    raw.set(b"open_websocket_protocol", Value::Bool(true), Scope::Hosted).map_err(|error| options::throw(&error))?;
    let (settings, warnings) = PortSettings::resolve(&RawSettings::new(), &raw, true, &environment);
    options::say(&warnings);
    Raised::check(settings)
}

/// What the connections share. It stays for as long as the object does.
fn host(object: &Object, state: &State, settings: impl FnOnce() -> Outcome<PortSettings>) -> Outcome<Rc<Host>> {
    let known = state.host.borrow().clone();
    if let Some(host) = known {
        return Ok(host);
    }
    let settings = settings()?;
    let address = object.slot(HOST).to_str()?.to_text();
    let port = u16::try_from(object.slot(PORT).to_int()).unwrap_or(0);
    let handlers = state.handlers.take();
    let host = Rc::new(Host::new(&settings, &address, port, handlers));
    state.host.replace(Some(Rc::clone(&host)));
    Ok(host)
}

fn tell(object: &Object, failure: &Failure) {
    crate::errors::set_last(failure.code);
    object.set_slot(ERR_CODE, failure.code);
    object.set_slot(ERR_MSG, failure.text());
}

/// What a server can not start without. False: the object and a warning say why.
fn prepare(object: &Object, socket: &CoSocket, settings: &PortSettings) -> Outcome<bool> {
    let refuse = |text: String| {
        tell(object, &Failure::with_text(libc::EINVAL.into(), text.clone()));
        warning(&format!("the server can not start: {text}"));
        Raised::check(false)
    };
    if object.slot(SSL).to_bool() {
        socket.set_tls(Some(settings.tls.clone()));
        if let Err(error) = socket.prepare_tls() {
            return refuse(error.to_string());
        }
    }
    match socket.listen_with(&port_options::listening(settings)) {
        Ok(()) => Ok(true),
        Err((option, error)) => refuse(format!("{option}: {error}")),
    }
}

fn start(call: &mut Call<'_>) -> Outcome<bool> {
    let this = call.this().clone();
    let state = call.native::<State>();
    let socket = listener(state)?;
    let settings = settings(state)?;
    if !prepare(&this, &socket, &settings)? {
        return Ok(false);
    }
    let host = host(&this, state, || Ok(settings))?;
    host.running.set(true);
    while host.running.get() {
        match socket.accept(&Limit::new(-1.0, -1.0)) {
            Ok(client) => begin(&host, client)?,
            Err(Stop::Raised(raised)) => return Err(raised),
            Err(Stop::Failed(failure)) => match i32::try_from(failure.code).unwrap_or(0) {
                libc::ETIMEDOUT | libc::ECONNABORTED => {}
                libc::EMFILE | libc::ENFILE => pause()?,
                number => {
                    tell(&this, &failure);
                    if host.running.get() && number != libc::ECANCELED {
                        warning(&format!("accept failed, Error: {}[{}]", failure.text(), failure.code));
                    }
                    break;
                }
            },
        }
    }
    Raised::check(true)
}

fn pause() -> Outcome<()> {
    coroutine::sleep(PAUSE).or_else(|cancelled| cancelled.reply(()))
}

/// A coroutine for one client.
fn begin(host: &Rc<Host>, client: Rc<CoSocket>) -> Outcome<()> {
    let host = Rc::clone(host);
    let job = move || serve(&host, client).map(|()| Zv::NULL);
    match coroutine::spawn(job) {
        Ok((_, SpawnOutcome::Bailout)) => Err(Raised::Bailout),
        Ok(_) => Ok(()),
        Err(error) => {
            warning(&error.to_string());
            pause()
        }
    }
}

fn serve(host: &Rc<Host>, client: Rc<CoSocket>) -> Outcome<()> {
    if client.wants_tls() && !client.is_secure() {
        // A client that breaks the handshake off does not hold the others.
        match client.handshake(&Limit::new(0.0, client.timeouts.get().connect)) {
            Ok(()) => {}
            Err(Stop::Raised(raised)) => return Err(raised),
            Err(Stop::Failed(_)) => return Ok(()),
        }
    }
    let shown = coroutine_socket::from_socket(Rc::clone(&client))?;
    let served = hosting::serve(host, client, &shown);
    coroutine_socket::close_object(&shown).and(served)
}

/// Serves a connection that was accepted elsewhere.
fn on_accept(call: &mut Call<'_>) -> Outcome<()> {
    let shown = call.zv(0).as_object().cloned();
    let client = shown.as_ref().and_then(coroutine_socket::socket_in);
    let (Some(shown), Some(client)) = (shown, client) else { return Ok(()) };
    let state = call.native::<State>();
    let host = host(call.this(), state, || settings(state))?;
    let served = hosting::serve(&host, client, &shown);
    coroutine_socket::close_object(&shown).and(served)
}

/// No more connections; those that wait for a request end, the others after their answer.
fn shutdown(call: &mut Call<'_>) -> Outcome<()> {
    let state = call.native::<State>();
    let host = state.host.borrow().clone();
    if let Some(host) = host {
        host.running.set(false);
        if let Some(socket) = state.socket.get() {
            socket.cancel(Way::Read)?;
        }
        host.connections.end()?;
    }
    Raised::check(())
}
