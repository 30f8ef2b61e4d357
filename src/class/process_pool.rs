//! `Swoole\Process\Pool`: the class table and the bodies of its methods. How a pool lives is in `crate::pool`.

use std::ffi::OsStr;
use std::net::Ipv6Addr;
use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use rswoole_engine::ids::WorkerId;
use rswoole_engine::net::{Address, BindError, ListenOptions, Listener};
use rswoole_engine::process::{self as engine, Request};

use super::exception;
use super::process as class_process;
use super::server::{refuse, registered};
use crate::child;
use crate::coroutine;
use crate::errors::{self, code};
use crate::pool::{self, Door, EVENTS, Ipc, PoolEvent, PoolState, Setup};
use crate::settings;
use crate::zend::{self, Call, Class, Key, Outcome, Raised, Slot, Zv, method, throw, throw_error, warning};

const PROPERTIES: &[&str] = &[
    "public $master_pid = -1",
    "public $workerPid = -1",
    "public $workerId = -1",
    "public $workers = null",
    "public $workerRunning = true",
    "public $running = true",
];

pub const MASTER_PID: Slot = Slot::of(PROPERTIES, "master_pid", 0);
pub const WORKER_PID: Slot = Slot::of(PROPERTIES, "workerPid", 0);
pub const WORKER_ID: Slot = Slot::of(PROPERTIES, "workerId", 0);
pub const WORKERS: Slot = Slot::of(PROPERTIES, "workers", 0);
pub const WORKER_RUNNING: Slot = Slot::of(PROPERTIES, "workerRunning", 0);
pub const RUNNING: Slot = Slot::of(PROPERTIES, "running", 0);

pub static CLASS: Class =
    Class::new(r"Swoole\Process\Pool").native::<PoolState>().not_serializable().properties(PROPERTIES).methods(&[
        method("public function __construct(int $worker_num, int $ipc_type = SWOOLE_IPC_NONE, int $msgqueue_key = 0, bool $enable_coroutine = false)", construct),
        method("public function __destruct()", destruct),
        method("public function set(array $settings): void", set),
        method("public function on(string $name, callable $callback): bool", on),
        method("public function getProcess(int $work_id = -1): Swoole\\Process|false", get_process),
        method("public function listen(string $host, int $port = 0, int $backlog = 2048): bool", listen),
        method("public function write(string $data): bool", write),
        method("public function sendMessage(string $data, int $dst_worker_id): bool", send_message),
        method("public function detach(): bool", detach),
        method("public function start(): ?false", start),
        method("public function stop(): void", stop),
        method("public function shutdown(): bool", shutdown),
    ]);

/// More would not be a pool but a mistake.
const MOST_WORKERS: i64 = 65535;
const LONGEST_PACKAGE: usize = 2 << 20;
const USUAL_WAIT: Duration = Duration::from_secs(3);
/// A client that connects and says nothing is nobody's business for this long.
const SILENCE: Duration = Duration::from_secs(3);

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let (workers, ipc, key) = (call.int(0), call.opt_int(1).unwrap_or(0), call.opt_int(2).unwrap_or(0));
    let coroutines = call.opt_bool(3).unwrap_or(false);
    let invalid = |message: &str| throw(&exception::EXCEPTION, 0, message);
    if call.native::<PoolState>().setup.get().is_some() {
        return Err(throw_error("Constructor of Swoole\\Process\\Pool can only be called once"));
    }
    if workers <= 0 {
        return Err(invalid("the parameter $worker_num must be greater than 0"));
    }
    if workers > MOST_WORKERS {
        return Err(invalid(&format!(
            "the parameter $worker_num must not be greater than {MOST_WORKERS}, {workers} given"
        )));
    }
    let ipc = match ipc {
        0 => Ipc::None,
        1 => Ipc::UnixSocket,
        2 => Ipc::MessageQueue,
        3 => Ipc::Socket,
        other => {
            return Err(invalid(&format!(
                "the parameter $ipc_type must be SWOOLE_IPC_NONE, SWOOLE_IPC_UNIXSOCK, SWOOLE_IPC_MSGQUEUE or SWOOLE_IPC_SOCKET, {other} given"
            )));
        }
    };
    if coroutines && matches!(ipc, Ipc::MessageQueue | Ipc::Socket) {
        return Err(throw_error(COROUTINES_NEED));
    }
    let Ok(queue_key) = i32::try_from(key) else {
        return Err(invalid(&format!("the parameter $msgqueue_key must be a number of 32 bits, {key} given")));
    };
    let setup = Setup {
        workers: workers as u32,
        ipc,
        queue_key,
        coroutines: coroutines.into(),
        message_bus: false.into(),
        max_package_size: LONGEST_PACKAGE.into(),
        max_wait_time: USUAL_WAIT.into(),
        doors: Vec::new().into(),
        listen_failed: false.into(),
    };
    // Empty, as was just seen.
    let _ = call.native::<PoolState>().setup.set(setup);
    Ok(())
}

const COROUTINES_NEED: &str = "the parameter $ipc_type must be SWOOLE_IPC_UNIXSOCK when enable coroutine";

fn destruct(_: &mut Call<'_>) {}

/// Of an object whose constructor was called.
fn made<'a>(call: &'a Call<'_>) -> Outcome<(&'a PoolState, &'a Setup)> {
    let state = call.native::<PoolState>();
    match state.setup.get() {
        Some(setup) => Ok((state, setup)),
        None => Err(throw(&exception::ERROR, 0, "must call constructor first")),
    }
}

fn set(call: &mut Call<'_>) -> Outcome<()> {
    let (_, setup) = made(call)?;
    let options = call.zv(0).as_array().cloned().unwrap_or_default();
    for (key, value) in options.iter() {
        let name = match &key {
            Key::Str(text) => text.to_text(),
            Key::Int(number) => number.to_string(),
        };
        let bad = |wanted: &str| {
            let shown = settings::convert(&value).shown();
            throw(
                &exception::EXCEPTION,
                code::INVALID_PARAMS,
                &format!("option [{name}] must be {wanted}, {shown} given"),
            )
        };
        match name.as_str() {
            "enable_coroutine" => setup.coroutines.set(value.to_bool()),
            "enable_message_bus" => setup.message_bus.set(value.to_bool()),
            "max_package_size" => {
                let size = settings::convert(&value).size().and_then(|size| usize::try_from(size).ok());
                let size = size.filter(|size| (1..=u32::MAX as usize).contains(size));
                setup
                    .max_package_size
                    .set(size.ok_or_else(|| bad("a size in bytes above 0, such as 2097152 or '2M'"))?);
            }
            "max_wait_time" => {
                let time = settings::convert(&value).seconds().and_then(|time| Duration::try_from_secs_f64(time).ok());
                setup.max_wait_time.set(time.ok_or_else(|| bad("a number of seconds"))?);
            }
            _ => warning(&format!(
                "unsupported option [{name}]: a pool has enable_coroutine, enable_message_bus, max_package_size and max_wait_time"
            )),
        }
    }
    Raised::check(())
}

fn on(call: &mut Call<'_>) -> Outcome<Zv> {
    let (state, setup) = made(call)?;
    if state.crew().is_some() {
        return refuse("process pool is started. unable to register event callback function");
    }
    let name = call.bytes(0);
    let Some((_, event)) = EVENTS.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name)) else {
        errors::set_last(code::PHP_RUNTIME_NOTICE);
        warning(&format!("unknown event type[{}]", String::from_utf8_lossy(name)));
        return Raised::check(Zv::bool(false));
    };
    if *event == PoolEvent::Message && setup.ipc == Ipc::None {
        return Err(throw(&exception::EXCEPTION, code::INVALID_PARAMS, "cannot set `onMessage` event with ipc_type=0"));
    }
    Ok(match registered(call)? {
        Ok(registered) => {
            state.callbacks.set(*event, registered);
            Zv::bool(true)
        }
        Err(refused) => refused,
    })
}

fn unsupported(ipc: Ipc) -> Outcome<Zv> {
    refuse(&format!("unsupported ipc type[{}]", ipc as i64))
}

fn listen(call: &mut Call<'_>) -> Outcome<Zv> {
    let (state, setup) = made(call)?;
    if state.crew().is_some() {
        return refuse("process pool is started. unable to listen");
    }
    if setup.ipc != Ipc::Socket {
        return unsupported(setup.ipc);
    }
    let (host, port) = (call.bytes(0), call.opt_int(1).unwrap_or(0));
    let Some(address) = address(host, port) else {
        setup.listen_failed.set(true);
        errors::set_last(code::SERVER_INVALID_LISTEN_PORT);
        let host = String::from_utf8_lossy(host);
        warning(&format!("invalid port [{port}] to listen on at {host}: give 1 to 65535, or unix:/path as the host"));
        return Raised::check(Zv::bool(false));
    };
    let options = ListenOptions {
        backlog: u32::try_from(call.opt_int(2).unwrap_or(2048)).unwrap_or(0),
        defer_accept: Some(SILENCE),
        ..ListenOptions::default()
    };
    let bound = address.and_then(|address| Listener::bind(&address));
    match bound.and_then(|listener| listener.listen(&options).map(|()| listener)) {
        Ok(listener) => {
            setup.doors.borrow_mut().push(Door::new(listener));
            Ok(Zv::bool(true))
        }
        Err(error) => {
            setup.listen_failed.set(true);
            errors::set_last(error.errno().into());
            warning(&error.to_string());
            child::leave_errno(&std::io::Error::from_raw_os_error(error.errno()));
            Raised::check(Zv::bool(false))
        }
    }
}

/// None: no port that one could listen on.
fn address(host: &[u8], port: i64) -> Option<Result<Address, BindError>> {
    if let Some(path) = host.strip_prefix(b"unix:") {
        // unix:///path is how PHP's own streams write it.
        let path = path.strip_prefix(b"//").unwrap_or(path);
        return Some(Address::unix(OsStr::from_bytes(path)));
    }
    let port = u16::try_from(port).ok().filter(|port| *port > 0)?;
    let host = String::from_utf8_lossy(host);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    Some(if bare.parse::<Ipv6Addr>().is_ok() { Address::tcp6(bare, port) } else { Address::tcp4(&host, port) })
}

fn write(call: &mut Call<'_>) -> Outcome<Zv> {
    let (state, setup) = made(call)?;
    if setup.ipc != Ipc::Socket {
        return unsupported(setup.ipc);
    }
    let data = call.bytes(0);
    let mut reply = state.reply.borrow_mut();
    let Some(reply) = reply.as_mut() else {
        errors::set_last(code::INVALID_PARAMS);
        return Ok(Zv::bool(false));
    };
    // Its length has four bytes.
    if data.is_empty() || reply.len() + data.len() > u32::MAX as usize {
        return Ok(Zv::bool(false));
    }
    reply.extend_from_slice(data);
    Ok(Zv::bool(true))
}

fn send_message(call: &mut Call<'_>) -> Outcome<Zv> {
    let (state, setup) = made(call)?;
    let Some(crew) = state.crew() else { return refuse("process pool is not started.") };
    if setup.ipc != Ipc::UnixSocket {
        return unsupported(setup.ipc);
    }
    let to = call.int(1);
    let Some(mailbox) = usize::try_from(to).ok().and_then(|to| crew.mailboxes.get(to)) else {
        return refuse(&format!("invalid worker_id[{to}]: the workers of this pool are 0 to {}", setup.workers - 1));
    };
    pool::send_message(state, &crew, mailbox, call.bytes(0)).map(Zv::bool)
}

/// Always the same object for the same worker.
fn get_process(call: &mut Call<'_>) -> Outcome<Zv> {
    let (state, setup) = made(call)?;
    let Some(crew) = state.crew() else { return Ok(Zv::bool(false)) };
    let own = state.seat.get();
    let id = match (call.opt_int(0).unwrap_or(-1), own) {
        (..0, Some(own)) => own.0,
        (..0, None) => return Ok(Zv::bool(false)),
        (id, _) => match u32::try_from(id).ok().filter(|id| *id < setup.workers) {
            Some(id) => id,
            None => return refuse(&format!("invalid worker_id[{id}]")),
        },
    };
    let known = state.processes.borrow().get(&id).cloned();
    let process = match known {
        Some(process) => process,
        None => {
            let copies = crew.mailboxes.get(id as usize).map(|mailbox| {
                let copy = |end: std::os::fd::BorrowedFd<'_>| end.try_clone_to_owned();
                Ok::<_, std::io::Error>((copy(mailbox.own())?, copy(mailbox.others())?))
            });
            match copies.transpose() {
                Ok(ends) => class_process::of_pool(id, ends, own == Some(WorkerId(id)))?,
                Err(error) => return refuse(&format!("the pipe of worker {id} can not be copied: {error}")),
            }
        }
    };
    // It may have been replaced since.
    let pid = crew.roster.worker(WorkerId(id)).map_or(0, |pid| i64::from(pid.0));
    process.set_slot(class_process::PID, pid);
    Ok(keep(call, id, &process))
}

fn keep(call: &Call<'_>, id: u32, process: &zend::Object) -> Zv {
    let before = call.native::<PoolState>().processes.borrow_mut().insert(id, process.clone());
    if before.is_none() {
        let mut workers = call.this().slot(WORKERS).as_array().cloned().unwrap_or_default();
        workers.insert_int(i64::from(id), Zv::from(process));
        call.this().set_slot(WORKERS, workers);
    }
    Zv::from(process)
}

fn detach(call: &mut Call<'_>) -> Outcome<bool> {
    let (state, _) = made(call)?;
    let (Some(crew), Some(own)) = (state.crew(), state.seat.get()) else { return Ok(false) };
    if state.detached.replace(true) {
        return Ok(false);
    }
    if let Err(error) = engine::leave_pool(&crew.roster, own) {
        state.detached.set(false);
        warning(&format!("the worker can not leave the pool: {error}"));
        return Raised::check(false);
    }
    coroutine::wake_loop();
    Ok(true)
}

fn start(call: &mut Call<'_>) -> Outcome<Zv> {
    let (state, setup) = made(call)?;
    if coroutine::in_coroutine() {
        errors::set_last(code::OPERATION_NOT_SUPPORT);
        let thrown = throw(&exception::ERROR, 0, "must be forked outside the coroutine");
        return Err(class_process::end_of_script(thrown));
    }
    if state.crew().is_some() {
        return refuse("the process pool is running already");
    }
    let has = |event| state.callbacks.callable(event).is_some();
    if !has(PoolEvent::WorkerStart) && !has(PoolEvent::Message) {
        let required = if setup.ipc == Ipc::None { "onWorkerStart" } else { "onMessage" };
        return Err(zend::fatal(&format!("require '{required}' callback")));
    }
    if has(PoolEvent::WorkerExit) && !setup.coroutines.get() {
        let message = "cannot set `onWorkerExit` without enable_coroutine";
        return Err(throw(&exception::EXCEPTION, code::INVALID_PARAMS, message));
    }
    if setup.coroutines.get() && matches!(setup.ipc, Ipc::MessageQueue | Ipc::Socket) {
        return Err(throw_error(COROUTINES_NEED));
    }
    if setup.message_bus.get() && setup.ipc != Ipc::UnixSocket {
        errors::set_last(code::OPERATION_NOT_SUPPORT);
        warning("option [enable_message_bus] needs SWOOLE_IPC_UNIXSOCK");
        return Raised::check(Zv::bool(false));
    }
    if setup.ipc == Ipc::Socket && setup.listen_failed.get() {
        return Ok(Zv::bool(false));
    }
    if setup.ipc == Ipc::Socket && setup.doors.borrow().is_empty() {
        errors::set_last(code::INVALID_PARAMS);
        warning("the pool listens nowhere: call listen() before start()");
        return Raised::check(Zv::bool(false));
    }
    let this = call.this().clone();
    pool::start(&this, state)
}

fn stop(call: &mut Call<'_>) -> Outcome<()> {
    let (state, _) = made(call)?;
    if state.seat.get().is_some() {
        state.stopped.set(true);
        coroutine::wake_loop();
    }
    Ok(())
}

fn shutdown(call: &mut Call<'_>) -> Outcome<bool> {
    let (state, _) = made(call)?;
    let Some(crew) = state.crew() else {
        return Err(throw(&exception::EXCEPTION, code::INVALID_PARAMS, "The process pool is not started"));
    };
    crew.roster.ask_manager(Request::Shutdown);
    Ok(true)
}
