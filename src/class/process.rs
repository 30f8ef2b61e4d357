//! `Swoole\Process`: the class table, construction, and the life of the child. Its pipe is in `process_pipe`, its message queue in
//! `process_queue`, what concerns any process in `process_system`.

use std::cell::{Cell, RefCell};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::time::Duration;

use rswoole_engine::sys::message_queue::MessageQueue;
use rswoole_engine::sys::pipe::{self, Shape};
use rswoole_engine::sys::process::{self, Fork, Pid};
use rswoole_engine::sys::signal::Signal;

use super::process_pipe as pipes;
use super::process_queue as queue;
use super::process_system as system;
use super::{exception, functions};
use crate::child;
use crate::coroutine;
use crate::errors::{self, code};
use crate::zend::{
    self, Array, Call, Callable, Class, Constant, Gc, Native, Object, Outcome, Raised, Slot, Zv, method, throw_error,
    warning,
};

const PROPERTIES: &[&str] = &[
    "public $pipe = null",
    "public $msgQueueId = null",
    "public $msgQueueKey = null",
    "public $pid = null",
    "public $id = null",
    "private $callback = null",
];

pub static CLASS: Class = Class::new(r"Swoole\Process")
    .native::<ProcessState>()
    .properties(PROPERTIES)
    .constants(&[
        ("IPC_NOWAIT", Constant::Int(256)),
        ("PIPE_MASTER", Constant::Int(pipes::MASTER)),
        ("PIPE_WORKER", Constant::Int(pipes::WORKER)),
        ("PIPE_READ", Constant::Int(pipes::READ)),
        ("PIPE_WRITE", Constant::Int(pipes::WRITE)),
        ("PIPE_TYPE_NONE", Constant::Int(0)),
        ("PIPE_TYPE_STREAM", Constant::Int(1)),
        ("PIPE_TYPE_DGRAM", Constant::Int(2)),
    ])
    .not_serializable()
    .methods(&[
        method("public function __construct(callable $callback, bool $redirect_stdin_and_stdout = false, int $pipe_type = 2, bool $enable_coroutine = false)", construct),
        method("public function __destruct()", destruct),
        method("public static function wait(bool $blocking = true): array|false", system::wait),
        method("public static function signal(int $signal_no, ?callable $callback = null): bool", system::signal),
        method("public static function alarm(int $usec, int $type = 0): bool", system::alarm),
        method("public static function kill(int $pid, int $signal_no = 15): bool", system::kill),
        method("public static function daemon(bool $nochdir = true, bool $noclose = true, array $pipes = []): bool", system::daemon),
        method("public function setPriority(int $which, int $priority, ?int $who = null): bool", system::set_priority),
        method("public function getPriority(int $which, ?int $who = null): int|false", system::get_priority),
        method("public function set(array $settings): void", set),
        method("public function setTimeout(float $seconds): bool", pipes::set_timeout),
        method("public function setBlocking(bool $blocking): bool", pipes::set_blocking),
        method("public function useQueue(int $key = 0, int $mode = 2, int $capacity = -1): bool", queue::use_queue),
        method("public function statQueue(): array|false", queue::stat),
        method("public function freeQueue(): bool", queue::free),
        method("public function start(): int|bool", start),
        method("public function write(string $data): int|false", pipes::write),
        method("public function close(int $which = 0): bool", pipes::close),
        method("public function read(int $size = 8192): string|false", pipes::read),
        method("public function push(string $data): bool", queue::push),
        method("public function pop(int $size = 65536): string|false", queue::pop),
        method("public function exit(int $exit_code = 0): void", exit),
        method("public function exec(string $exec_file, array $args): bool", system::exec),
        method("public function name(string $process_name): bool", functions::set_process_name),
        method("public static function setAffinity(array $cpu_settings): bool", system::set_affinity),
        method("public static function getAffinity(): array", system::get_affinity),
        method("public function exportSocket(): Swoole\\Coroutine\\Socket|false", pipes::export_socket),
    ]);

pub const PIPE: Slot = Slot::of(PROPERTIES, "pipe", 0);
pub const QUEUE_ID: Slot = Slot::of(PROPERTIES, "msgQueueId", 0);
pub const QUEUE_KEY: Slot = Slot::of(PROPERTIES, "msgQueueKey", 0);
pub const PID: Slot = Slot::of(PROPERTIES, "pid", 0);
pub const ID: Slot = Slot::of(PROPERTIES, "id", 0);
const CALLBACK: Slot = Slot::of(PROPERTIES, "callback", 0);

/// The Rust state of a process object.
#[derive(Default)]
pub struct ProcessState {
    constructed: Cell<bool>,
    callback: RefCell<Option<Callable>>,
    redirect: Cell<bool>,
    pub in_coroutine: Cell<bool>,
    /// The parent's end and the child's; both live in both processes.
    pub master: RefCell<Option<OwnedFd>>,
    pub worker: RefCell<Option<OwnedFd>>,
    /// Whether the child's end is the one that this process uses.
    pub inside: Cell<bool>,
    pub has_pipe: Cell<bool>,
    pub timeout: Cell<Option<Duration>>,
    /// `setBlocking(false)`
    pub impatient: Cell<bool>,
    /// SOCK_STREAM or SOCK_DGRAM.
    pub kind: Cell<i32>,
    /// What `exportSocket()` gave, and whether it is the child's end.
    pub exported: RefCell<Option<(bool, Object)>>,
    pub queue: Cell<Option<Queue>>,
}

/// The message queue that `useQueue()` chose.
#[derive(Clone, Copy)]
pub struct Queue {
    pub queue: MessageQueue,
    /// Messages of this process only.
    pub oriented: bool,
    pub wait: bool,
}

impl Native for ProcessState {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> ProcessState {
        ProcessState::default()
    }

    fn gc(&self, gc: &mut Gc) {
        if let Ok(callback) = self.callback.try_borrow()
            && let Some(callback) = &*callback
        {
            gc.callable(callback);
        }
        if let Ok(exported) = self.exported.try_borrow()
            && let Some((_, socket)) = &*exported
        {
            gc.object(socket);
        }
    }
}

thread_local! {
    static LAST_ID: Cell<i64> = const { Cell::new(0) };
}

/// The state of `$this`; a fatal error when a child class did not call the constructor.
pub fn state<'a>(call: &'a Call<'_>) -> Outcome<&'a ProcessState> {
    let state = call.native::<ProcessState>();
    if state.constructed.get() {
        return Ok(state);
    }
    Err(end_of_script(zend::throw(&exception::ERROR, 0, "must call constructor first")))
}

impl ProcessState {
    pub fn callback(&self) -> Option<Callable> {
        self.callback.borrow().clone()
    }

    /// What begins in the child: its own end of the pipe, its pid.
    pub fn enter(&self, object: &Object) {
        self.inside.set(true);
        object.set_slot(PID, i64::from(process::own_pid().0));
        if let Some(end) = &*self.worker.borrow() {
            object.set_slot(PIPE, i64::from(end.as_raw_fd()));
            if self.redirect.get()
                && let Err(error) = pipe::put_under_standard_streams(end.as_fd())
            {
                warning(&format!("the standard streams can not be redirected: {error}"));
            }
        }
    }
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let this = call.this().clone();
    let state = this.native::<ProcessState>().expect("an object of this class");
    if state.constructed.get() {
        return Err(throw_error("Constructor of Swoole\\Process can only be called once"));
    }
    let callback = call.callable(0)?;
    let redirect = call.opt_bool(1).unwrap_or(false);
    // What the standard streams are read and written as has no borders.
    let kind = if redirect { 1 } else { call.opt_int(2).unwrap_or(2) };
    if kind > 0 {
        let shape = if kind == 1 { Shape::Stream } else { Shape::Datagram };
        let (worker, master) = pipe::pair(shape).map_err(|error| {
            let code = i64::from(child::leave_errno(&error));
            zend::throw(&exception::EXCEPTION, code, &format!("failed to create unix socket pair: {error}"))
        })?;
        this.set_slot(PIPE, i64::from(master.as_raw_fd()));
        state.master.replace(Some(master));
        state.worker.replace(Some(worker));
        state.has_pipe.set(true);
        state.kind.set(if kind == 1 { 1 } else { 2 });
    }
    state.redirect.set(redirect);
    state.in_coroutine.set(call.opt_bool(3).unwrap_or(false));
    state.constructed.set(true);
    let id = LAST_ID.get() + 1;
    LAST_ID.set(id);
    this.set_slot(ID, id);
    this.set_slot(CALLBACK, call.zv(0).clone());
    state.callback.replace(Some(callback));
    Ok(())
}

fn destruct(_: &mut Call<'_>) {}

/// A worker of a pool, as the pool shows it: with the ends of its pipe (the worker's, the others'), if it has one. `inside`: it is this
/// process.
pub fn of_pool(id: u32, ends: Option<(OwnedFd, OwnedFd)>, inside: bool) -> Outcome<Object> {
    let object = CLASS.instantiate()?;
    let state = object.native::<ProcessState>().expect("an object of this class");
    state.constructed.set(true);
    state.inside.set(inside);
    object.set_slot(ID, i64::from(id));
    if let Some((worker, others)) = ends {
        state.has_pipe.set(true);
        state.kind.set(SOCK_DGRAM);
        let own = if inside { &worker } else { &others };
        object.set_slot(PIPE, i64::from(own.as_raw_fd()));
        state.worker.replace(Some(worker));
        state.master.replace(Some(others));
    }
    Ok(object)
}

const SOCK_DGRAM: i32 = 2;

fn set(call: &mut Call<'_>) -> Outcome<()> {
    let enable = call.zv(0).as_array().and_then(|settings: &Array| settings.get("enable_coroutine"));
    if let Some(enable) = enable {
        state(call)?.in_coroutine.set(enable.to_bool());
    }
    Ok(())
}

fn start(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let pid = i32::try_from(call.this().slot(PID).to_int()).unwrap_or(0);
    if pid > 0 && process::kill(Pid(pid), Signal(0)).is_ok() {
        warning("process has already been started");
        return Raised::check(Zv::bool(false));
    }
    if coroutine::in_coroutine() {
        errors::set_last(code::OPERATION_NOT_SUPPORT);
        let thrown = zend::throw(&exception::ERROR, 0, "must be forked outside the coroutine");
        return Err(end_of_script(thrown));
    }
    let Some(callback) = state.callback() else {
        return Err(throw_error("this process is run by its pool: it can not be started"));
    };
    match child::fork() {
        Ok(Fork::Parent(Pid(pid))) => {
            call.this().set_slot(PID, i64::from(pid));
            Ok(Zv::int(i64::from(pid)))
        }
        Ok(Fork::Child) => {
            state.enter(call.this());
            child::run(&callback, Zv::from(call.this()), state.in_coroutine.get())
        }
        Err(error) => {
            let code = child::leave_errno(&error);
            warning(&format!("fork() failed, Error: {}[{code}]", crate::error_texts::text(i64::from(code), 0)));
            child::leave_errno(&error);
            Raised::check(Zv::bool(false))
        }
    }
}

/// Reports the pending exception as one that nobody caught, although somebody might: as the original does.
pub fn end_of_script(raised: Raised) -> Raised {
    if let Some(exception) = zend::take_exception() {
        let _ = zend::report_uncaught(exception);
        return Raised::Bailout;
    }
    raised
}

fn exit(call: &mut Call<'_>) -> Outcome<()> {
    let own = call.this().slot(PID).to_int();
    if !state(call)?.inside.get() || own != i64::from(process::own_pid().0) {
        warning("not current process");
        return Raised::check(());
    }
    let mut status = call.opt_int(0).unwrap_or(0);
    if !(0..255).contains(&status) {
        warning("exit ret_code range is [>0 and <255] ");
        status = 1;
    }
    Err(child::exit(status as i32))
}
