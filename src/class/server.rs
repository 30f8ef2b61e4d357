//! `Swoole\Server`: the class table, construction, configuration, `on()`, `listen()` and `start()`. What a running server does
//! is in `server_sessions` and `server_control`.

use std::cell::OnceCell;
use std::rc::Rc;

use rswoole_engine::settings::{Scope, Value};

use super::server_commands as commands;
use super::server_control as control;
use super::server_datagrams as datagrams;
use super::server_sendfile as files;
use super::server_sessions as sessions;
use super::server_tasks as tasks;
use super::{connection_iterator, exception, port};
use crate::application;
use crate::callbacks::{EventName, Registered};
use crate::errors::{self, code};
use crate::name_resolver;
use crate::runtime;
use crate::settings;
use crate::state::{Mode, Phase, ServerState};
use crate::zend::{self, Array, Call, Callable, Class, Gc, Kind, Native, Object, Outcome, Slot, Zv, method};

const PROPERTIES: &[&str] = &[
    "private $onStart = null",
    "private $onBeforeShutdown = null",
    "private $onShutdown = null",
    "private $onWorkerStart = null",
    "private $onWorkerStop = null",
    "private $onBeforeReload = null",
    "private $onAfterReload = null",
    "private $onWorkerExit = null",
    "private $onWorkerError = null",
    "private $onTask = null",
    "private $onFinish = null",
    "private $onManagerStart = null",
    "private $onManagerStop = null",
    "private $onPipeMessage = null",
    "public $setting = null",
    "public $connections = null",
    "public $host = ''",
    "public $port = 0",
    "public $type = 0",
    "public $ssl = false",
    "public $mode = 0",
    "public $ports = null",
    "public $master_pid = 0",
    "public $manager_pid = 0",
    "public $worker_id = -1",
    "public $taskworker = false",
    "public $worker_pid = 0",
    "public $stats_timer = null",
    "public $admin_server = null",
];

pub static CLASS: Class = Class::new(r"Swoole\Server")
    .native::<ServerData>()
    .properties(PROPERTIES)
    .not_serializable()
    .methods(&[
        method("public function __construct(string $host = '0.0.0.0', int $port = 0, int $mode = SWOOLE_BASE, int $sock_type = SWOOLE_SOCK_TCP)", construct),
        method("public function __destruct()", destruct),
        method("public function listen(string $host, int $port, int $sock_type): Swoole\\Server\\Port|false", listen),
        method("public function addlistener(string $host, int $port, int $sock_type): Swoole\\Server\\Port|false", listen),
        method("public function on(string $event_name, callable $callback): bool", on),
        method("public function getCallback(string $event_name): Closure|array|string|null", get_callback),
        method("public function set(array $settings): bool", set),
        method("public function start(): bool", start),
        method("public function send(string|int $fd, string $send_data, int $serverSocket = -1): bool", sessions::send),
        method("public function sendfile(int $conn_fd, string $filename, int $offset = 0, int $length = 0): bool", files::sendfile),
        method("public function sendwait(int $conn_fd, string $send_data): bool", files::sendwait),
        method("public function sendto(string $ip, int $port, string $send_data, int $server_socket = -1): bool", datagrams::sendto),
        method("public function exists(int $fd): bool", sessions::exists),
        method("public function exist(int $fd): bool", sessions::exists),
        method("public function protect(int $fd, bool $is_protected = true): bool", sessions::protect),
        method("public function close(int $fd, bool $reset = false): bool", sessions::close),
        method("public function confirm(int $fd): bool", sessions::confirm),
        method("public function pause(int $fd): bool", sessions::pause),
        method("public function resume(int $fd): bool", sessions::resume),
        method("public function bind(int $fd, int $uid): bool", sessions::bind),
        method("public function heartbeat(bool $ifCloseConnection = true): array|false", sessions::heartbeat),
        method("public function getClientInfo(int $fd, int $reactor_id = -1, bool $ignoreError = false): array|false", sessions::client_info),
        method("public function connection_info(int $fd, int $reactor_id = -1, bool $ignoreError = false): array|false", sessions::client_info),
        method("public function getClientList(int $start_fd = 0, int $find_count = 10): array|false", sessions::client_list),
        method("public function connection_list(int $start_fd = 0, int $find_count = 10): array|false", sessions::client_list),
        method("public function task(mixed $data, int $taskWorkerIndex = -1, ?callable $finishCallback = null): int|false", tasks::task),
        method("public function taskwait(mixed $data, float $timeout = 0.5, int $taskWorkerIndex = -1): mixed", tasks::taskwait),
        method("public function taskWaitMulti(array $tasks, float $timeout = 0.5): array|false", tasks::task_wait_multi),
        method("public function taskCo(array $tasks, float $timeout = 0.5): array|false", tasks::task_co),
        method("public function finish(mixed $data): bool", tasks::finish),
        method("public function sendMessage(mixed $message, int $dst_worker_id): bool", tasks::send_message),
        method("public function addCommand(string $name, int $accepted_process_types, callable $callback): bool", commands::add),
        method("public function command(string $name, int $process_id, int $process_type, mixed $data, bool $json_decode = true): string|array|false", commands::command),
        method("public function addProcess(Swoole\\Process $process): int|false", control::add_process),
        method("public function reload(bool $only_reload_taskworker = false): bool", control::reload),
        method("public function shutdown(): bool", control::shutdown),
        method("public function stop(int $workerId = -1): bool", control::stop),
        method("public function getLastError(): int", control::last_error),
        method("public function stats(): array", control::stats),
        method("public function getSocket(int $port = 0): Socket|false", control::socket),
        method("public function getWorkerId(): int|false", control::worker_id),
        method("public function getWorkerPid(int $worker_id = -1): int|false", control::worker_pid),
        method("public function getWorkerStatus(int $worker_id = -1): int|false", control::worker_status),
        method("public function getManagerPid(): int", control::manager_pid),
        method("public function getMasterPid(): int", control::master_pid),
    ]);

/// The Rust state of a server object.
#[derive(Default)]
pub struct ServerData {
    state: OnceCell<Rc<ServerState>>,
}

impl Native for ServerData {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> ServerData {
        ServerData::default()
    }

    fn gc(&self, gc: &mut Gc) {
        if let Some(state) = self.state.get() {
            state.callbacks.gc(gc);
            state.functions.gc(gc);
            if let Ok(processes) = state.user_processes.try_borrow() {
                processes.iter().for_each(|process| gc.object(process));
            }
            state.tasks.gc(gc);
            state.commands.gc(gc);
        }
    }
}

const fn slot(name: &str) -> Slot {
    Slot::of(PROPERTIES, name, 0)
}

pub const SETTING: Slot = slot("setting");
const CONNECTIONS: Slot = slot("connections");
const HOST: Slot = slot("host");
const PORT: Slot = slot("port");
const TYPE: Slot = slot("type");
const SSL: Slot = slot("ssl");
const MODE: Slot = slot("mode");
const PORTS: Slot = slot("ports");
pub const MASTER_PID: Slot = slot("master_pid");
pub const MANAGER_PID: Slot = slot("manager_pid");
pub const WORKER_ID: Slot = slot("worker_id");
pub const TASKWORKER: Slot = slot("taskworker");
pub const STATS_TIMER: Slot = slot("stats_timer");
pub const WORKER_PID: Slot = slot("worker_pid");

/// The state of `$this`, or an Error when a child class did not call the constructor.
pub fn state(call: &Call<'_>) -> Outcome<Rc<ServerState>> {
    match call.native::<ServerData>().state.get() {
        Some(state) => Ok(Rc::clone(state)),
        None => {
            Err(zend::throw_error("the constructor of Swoole\\Server was not called: call parent::__construct() first"))
        }
    }
}

/// A warning, error code 503, and false: how the original refuses a call.
pub fn refuse(message: &str) -> Outcome<Zv> {
    errors::set_last(code::PHP_FATAL_ERROR);
    zend::warning(message);
    Ok(Zv::bool(false))
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    if call.native::<ServerData>().state.get().is_some() {
        return Err(zend::throw_error("Constructor of Swoole\\Server can only be called once"));
    }
    if ServerState::ever_created() {
        return Err(zend::throw(&exception::EXCEPTION, -3, "server is running. unable to create Swoole\\Server"));
    }
    let Some(host) = call.opt_bytes(0).map(<[u8]>::to_vec) else {
        return Err(zend::throw_argument_count_error(
            "Swoole\\Server::__construct() expects at least 1 argument, 0 given",
        ));
    };
    let port = call.opt_int(1).unwrap_or(0);
    let mode = match call.opt_int(2).unwrap_or(Mode::Base as i64) {
        1 => Mode::Base,
        2 => Mode::Process,
        other => {
            let text = format!("invalid $mode parameters {other}: give SWOOLE_BASE (1) or SWOOLE_PROCESS (2)");
            return Err(zend::throw_error(&text));
        }
    };
    let kind = call.opt_int(3).unwrap_or(1);
    let state = ServerState::create(mode);
    let (port_state, port_object) = port::open(&state, &host, port, kind).map_err(|error| {
        ServerState::forget();
        error.throw()
    })?;
    if call.this().is_a(&super::http_server::CLASS) {
        // A default, so it is not shown in $setting and a port may say otherwise.
        let speaks_http = state.settings.borrow_mut().set(b"open_http_protocol", Value::Bool(true), Scope::Server);
        debug_assert!(speaks_http.is_ok_and(|warnings| warnings.is_empty()));
    }
    if call.this().is_a(&super::websocket_server::CLASS) {
        let speaks = state.settings.borrow_mut().set(b"open_websocket_protocol", Value::Bool(true), Scope::Server);
        debug_assert!(speaks.is_ok_and(|warnings| warnings.is_empty()));
    }
    let server = call.this();
    server.set_slot(HOST, Zv::str(&host));
    server.set_slot(PORT, i64::from(port_state.port));
    server.set_slot(TYPE, port_state.kind);
    server.set_slot(SSL, port_state.ssl);
    server.set_slot(MODE, mode as i64);
    let mut ports = Array::with_capacity(1);
    ports.push(&port_object);
    server.set_slot(PORTS, ports);
    server.set_slot(CONNECTIONS, connection_iterator::create(&state, None));
    // Nobody else can have set it: it was empty above.
    let _ = call.native::<ServerData>().state.set(state);
    Ok(())
}

fn destruct(_call: &mut Call<'_>) -> Outcome<()> {
    Ok(())
}

fn listen(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if state.phase.get() != Phase::Created {
        return refuse("server is running, cannot add listener");
    }
    match port::open(&state, call.bytes(0), call.int(1), call.int(2)) {
        Ok((_, object)) => {
            let server = call.this();
            let mut ports = match server.slot(PORTS).as_array() {
                Some(ports) => ports.clone(),
                None => Array::new(),
            };
            ports.push(&object);
            server.set_slot(PORTS, ports);
            Ok(Zv::from(object))
        }
        Err(error) => {
            errors::set_last(error.code());
            tracing::warn!("{error}");
            Ok(Zv::bool(false))
        }
    }
}

fn on(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if state.phase.get() != Phase::Created {
        return refuse("server is running, unable to register event callback function");
    }
    match EventName::parse(call.bytes(0)) {
        EventName::Server(event) => match registered(call)? {
            Ok(registered) => {
                state.callbacks.set(event, registered);
                Ok(Zv::bool(true))
            }
            Err(refused) => Ok(refused),
        },
        _ => port::register(&state.first_port(), call),
    }
}

/// The second argument as a callback, or the refusal that `on()` returns.
pub fn registered(call: &Call<'_>) -> Outcome<Result<Registered, Zv>> {
    let given = call.zv(1);
    match Callable::new(given) {
        Ok(callable) => Ok(Ok(Registered { given: given.clone(), callable })),
        Err(reason) => {
            if given.is_null() {
                return refuse("illegal callback function: null is not callable").map(Err);
            }
            let what = match given.kind() {
                Kind::Array | Kind::Object => given.type_name(),
                _ => given.to_str()?.to_text(),
            };
            refuse(&format!("function '{what}' is not callable: {reason}")).map(Err)
        }
    }
}

fn get_callback(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    Ok(match EventName::parse(call.bytes(0)) {
        EventName::Server(event) => state.callbacks.given(event).into(),
        EventName::Port(event) => state.first_port().callbacks.given(event).into(),
        EventName::Unknown => Zv::NULL,
    })
}

fn set(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if state.phase.get() != Phase::Created {
        return refuse("server is running, unable to execute Swoole\\Server->set");
    }
    let given = call.zv(0).clone();
    let Some(options) = given.as_array() else { return Ok(Zv::bool(false)) };
    settings::apply(&mut state.settings.borrow_mut(), options, Scope::Server)?;
    state.functions.take(options)?;
    name_resolver::take(options)?;
    if let Some(flags) = options.get("hook_flags") {
        runtime::set_option(&flags);
    }
    merge_setting(call.this(), SETTING, options);
    let first = call.this().slot(PORTS).as_array().and_then(|ports| ports.get_int(0));
    if let Some(first) = first.as_ref().and_then(Zv::as_object) {
        merge_setting(first, port::SETTING, options);
    }
    Ok(Zv::bool(true))
}

/// Later calls of `set()` add to `$setting`, as in the original.
pub fn merge_setting(object: &Object, slot: Slot, options: &Array) {
    let mut merged = match object.slot(slot).as_array() {
        Some(before) => before.clone(),
        None => {
            object.set_slot(slot, options.clone());
            return;
        }
    };
    for (key, value) in options.iter() {
        merged.insert_key(&key, value);
    }
    object.set_slot(slot, merged);
}

fn start(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    match state.phase.get() {
        Phase::Created => {}
        Phase::Running => return refuse("The server is running, unable to execute Swoole\\Server->start()"),
        Phase::Stopped => {
            return refuse("The server have been shutdown, unable to execute Swoole\\Server->start()");
        }
    }
    if crate::coroutine::loop_created() {
        return refuse("The event-loop has already been created, unable to start Swoole\\Server");
    }
    let server = call.this().clone();
    application::start(&state, server).map(Zv::bool)
}
