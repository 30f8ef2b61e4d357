//! `Swoole\Server\Port`: one listening port, its callbacks and its own settings. Opened by the server's constructor and by
//! `listen()`, never by user code.

use std::cell::{OnceCell, RefCell};
use std::fmt;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::rc::Rc;

use rswoole_engine::ids::PortIndex;
use rswoole_engine::net::{Address, BindError, BindProblem, Listener};
use rswoole_engine::settings::Scope;

use super::server::{merge_setting, refuse, registered};
use super::{connection_iterator, exception, server_control};
use crate::callbacks::{EventName, PortCallbacks};
use crate::errors::{self, code};
use crate::functions::Functions;
use crate::settings;
use crate::socket::NO_DTLS;
use crate::state::{Phase, PortState, ServerState};
use crate::zend::{self, Call, Class, Gc, Native, Object, Outcome, Raised, Slot, Zv, method};

const PROPERTIES: &[&str] = &[
    "private $onConnect = null",
    "private $onReceive = null",
    "private $onClose = null",
    "private $onPacket = null",
    "private $onBufferFull = null",
    "private $onBufferEmpty = null",
    "private $onRequest = null",
    "private $onHandshake = null",
    "private $onOpen = null",
    "private $onMessage = null",
    "private $onDisconnect = null",
    "private $onBeforeHandshakeResponse = null",
    "public $host = null",
    "public $port = 0",
    "public $type = 0",
    "public $sock = -1",
    "public $ssl = false",
    "public $setting = null",
    "public $connections = null",
];

pub static CLASS: Class =
    Class::new(r"Swoole\Server\Port").native::<PortData>().properties(PROPERTIES).not_serializable().methods(&[
        method("private function __construct()", construct),
        method("public function __destruct()", destruct),
        method("public function set(array $settings): void", set),
        method("public function on(string $event_name, callable $callback): bool", on),
        method("public function getCallback(string $event_name): ?Closure", get_callback),
        method("public function getSocket(): Socket|false", socket),
    ]);

const fn slot(name: &str) -> Slot {
    Slot::of(PROPERTIES, name, 0)
}

pub const SETTING: Slot = slot("setting");
const HOST: Slot = slot("host");
const PORT: Slot = slot("port");
const TYPE: Slot = slot("type");
const SOCK: Slot = slot("sock");
const SSL_SLOT: Slot = slot("ssl");
const CONNECTIONS: Slot = slot("connections");

/// The Rust state of a port object.
#[derive(Default)]
pub struct PortData {
    state: OnceCell<Rc<PortState>>,
}

impl Native for PortData {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> PortData {
        PortData::default()
    }

    fn gc(&self, gc: &mut Gc) {
        if let Some(state) = self.state.get() {
            state.callbacks.gc(gc);
            state.functions.gc(gc);
        }
    }
}

fn state(call: &Call<'_>) -> Outcome<Rc<PortState>> {
    match call.native::<PortData>().state.get() {
        Some(state) => Ok(Rc::clone(state)),
        None => Err(zend::throw_error("this Swoole\\Server\\Port belongs to no server")),
    }
}

/// Socket types, as the SWOOLE_SOCK_* constants number them.
const TCP: i64 = 1;
const TCP6: i64 = 3;
const UNIX_STREAM: i64 = 5;
pub const UDP: i64 = 2;
pub const UDP6: i64 = 4;
pub const UNIX_DGRAM: i64 = 6;
const SSL: i64 = 512;

/// Why a port can not be opened.
#[derive(Debug)]
pub enum OpenError {
    BadPort { host: String, port: i64 },
    BadType { host: String, port: i64, kind: i64 },
    Dtls { kind: i64 },
    Bind { host: String, port: i64, error: BindError },
}

impl OpenError {
    /// A `SWOOLE_ERROR_*` code or an errno.
    pub fn code(&self) -> i64 {
        match self {
            OpenError::BadPort { .. } => code::SERVER_INVALID_LISTEN_PORT,
            OpenError::BadType { .. } | OpenError::Dtls { .. } => i64::from(libc::ESOCKTNOSUPPORT),
            OpenError::Bind { error, .. } if matches!(error.problem, BindProblem::PathTooLong { .. }) => {
                code::NAME_TOO_LONG
            }
            OpenError::Bind { error, .. } => error.errno().into(),
        }
    }

    pub fn throw(&self) -> Raised {
        zend::throw(&exception::EXCEPTION, self.code(), &self.to_string())
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::BadPort { host, port } => write!(
                f,
                "failed to listen server port[{host}:{port}], Error: Server invalid listen port[{}]: give 0 to 65535",
                self.code()
            ),
            OpenError::BadType { host, port, kind } => write!(
                f,
                "failed to listen server port[{host}:{port}], Error: Socket type not supported[{}]: [{kind}] is none of SWOOLE_SOCK_TCP, SWOOLE_SOCK_TCP6, SWOOLE_SOCK_UDP, SWOOLE_SOCK_UDP6, SWOOLE_SOCK_UNIX_STREAM, SWOOLE_SOCK_UNIX_DGRAM",
                self.code()
            ),
            OpenError::Dtls { kind } => write!(f, "socket type {kind} is not supported yet: {NO_DTLS}"),
            OpenError::Bind { host, port, error } => {
                let code = self.code();
                let text = match error.problem {
                    BindProblem::PathTooLong { .. } => "Name too long".to_owned(),
                    _ => system_text(error.errno()),
                };
                write!(f, "failed to listen server port[{host}:{port}], Error: {text}[{code}]: {error}")
            }
        }
    }
}

/// What the system says of an errno, without the number.
fn system_text(errno: i32) -> String {
    let text = io::Error::from_raw_os_error(errno).to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// Binds a port and makes its object: the next port of `server`.
pub fn open(server: &Rc<ServerState>, host: &[u8], port: i64, kind: i64) -> Result<(Rc<PortState>, Object), OpenError> {
    let (ssl, kind) = (kind & SSL != 0, kind & !SSL);
    if ssl && matches!(kind, UDP | UDP6 | UNIX_DGRAM) {
        return Err(OpenError::Dtls { kind: kind | SSL });
    }
    let text = String::from_utf8_lossy(host).into_owned();
    let address = address(&text, host, port, kind)?;
    let datagrams = matches!(kind, UDP | UDP6 | UNIX_DGRAM);
    let bound = if datagrams { Listener::bind_datagram(&address) } else { Listener::bind(&address) };
    let failed = |error| OpenError::Bind { host: text.clone(), port, error };
    let listener = bound.map_err(failed)?;
    let sender = if datagrams { Some(listener.sender().map_err(failed)?) } else { None };
    let number = listener.local().port();
    let index = PortIndex(server.ports.borrow().len() as u16);
    let state = Rc::new(PortState {
        index,
        host: host.to_vec(),
        port: number,
        kind,
        ssl,
        fd: listener.fd(),
        listener: RefCell::new(Some(listener)),
        sender,
        callbacks: PortCallbacks::default(),
        settings: RefCell::default(),
        functions: Functions::default(),
    });
    let object = object(server, &state);
    server.ports.borrow_mut().push(Rc::clone(&state));
    Ok((state, object))
}

fn address(text: &str, host: &[u8], port: i64, kind: i64) -> Result<Address, OpenError> {
    let bind = |error| OpenError::Bind { host: text.to_owned(), port, error };
    let number = || u16::try_from(port).map_err(|_| OpenError::BadPort { host: text.to_owned(), port });
    match kind {
        TCP | UDP => Address::tcp4(text, number()?).map_err(bind),
        TCP6 | UDP6 => Address::tcp6(text, number()?).map_err(bind),
        UNIX_STREAM | UNIX_DGRAM => Address::unix(std::ffi::OsStr::from_bytes(host)).map_err(bind),
        _ => Err(OpenError::BadType { host: text.to_owned(), port, kind }),
    }
}

/// The port's PHP object; its slots are set before anyone can see it.
fn object(server: &Rc<ServerState>, state: &Rc<PortState>) -> Object {
    let object = CLASS.instantiate().expect("the class has no abstract method");
    object.set_slot(HOST, Zv::str(&state.host));
    object.set_slot(PORT, i64::from(state.port));
    object.set_slot(TYPE, state.kind);
    object.set_slot(SOCK, i64::from(state.fd));
    object.set_slot(SSL_SLOT, state.ssl);
    object.set_slot(CONNECTIONS, connection_iterator::create(server, Some(state.index)));
    if let Some(data) = object.native::<PortData>() {
        // Just created, so nothing was set before.
        let _ = data.state.set(Rc::clone(state));
    }
    object
}

fn construct(_call: &mut Call<'_>) {}

fn destruct(_call: &mut Call<'_>) {}

fn set(call: &mut Call<'_>) -> Outcome<()> {
    let state = state(call)?;
    if !still_open_to_change() {
        return Ok(());
    }
    let given = call.zv(0).clone();
    if let Some(options) = given.as_array() {
        state.settings.borrow_mut().note_given();
        settings::apply(&mut state.settings.borrow_mut(), options, Scope::Port)?;
        state.functions.take(options)?;
        merge_setting(call.this(), SETTING, options);
    }
    Ok(())
}

fn still_open_to_change() -> bool {
    ServerState::current().is_some_and(|server| server.phase.get() == Phase::Created)
}

fn on(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if !still_open_to_change() {
        return refuse("can't register event callback function after server started");
    }
    register(&state, call)
}

/// `on()` for the events of a port; `Server::on` comes here for the first port.
pub fn register(state: &PortState, call: &Call<'_>) -> Outcome<Zv> {
    let name = call.bytes(0);
    match EventName::parse(name) {
        EventName::Port(event) => Ok(match registered(call)? {
            Ok(registered) => {
                state.callbacks.set(event, registered);
                Zv::bool(true)
            }
            Err(refused) => refused,
        }),
        EventName::Server(_) | EventName::Unknown => {
            errors::set_last(code::PHP_FATAL_ERROR);
            errors::warn(&format!("unknown event types[{}]", String::from_utf8_lossy(name)));
            Ok(Zv::bool(false))
        }
    }
}

fn get_callback(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    Ok(match EventName::parse(call.bytes(0)) {
        EventName::Port(event) => state.callbacks.given(event).into(),
        _ => Zv::NULL,
    })
}

fn socket(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    server_control::socket_of(&state)
}
