//! `Swoole\Event` and the functions `swoole_event_*`. It must not watch anything: `crate::event_loop` does.

use std::os::fd::RawFd;

use super::exception;
use crate::coroutine;
use crate::errors::{self, code};
use crate::event_loop;
use crate::event_loop::deferred::{self, Moment};
use crate::event_loop::watchers::{self, READ, WRITE, WriteError};
use crate::state::ServerState;
use crate::zend::{Call, Callable, Class, Function, Outcome, Raised, Zv, descriptor, method, throw, warning};

pub static CLASS: Class = Class::new(r"Swoole\Event").not_creatable().methods(&[
    method(
        "public static function add(mixed $fd, ?callable $read_callback = null, ?callable $write_callback = null, int $events = SWOOLE_EVENT_READ): int|false",
        add,
    ),
    method("public static function del(mixed $fd): bool", del),
    method(
        "public static function set(mixed $fd, ?callable $read_callback = null, ?callable $write_callback = null, int $events = 0): bool",
        set,
    ),
    method(
        "public static function isset(mixed $fd, int $events = SWOOLE_EVENT_READ | SWOOLE_EVENT_WRITE): bool",
        is_set,
    ),
    method("public static function dispatch(): bool", dispatch),
    method("public static function defer(callable $callback): bool", defer),
    method("public static function cycle(?callable $callback, bool $before = false): bool", cycle),
    method("public static function write(mixed $fd, string $data): bool", write),
    method("public static function wait(): void", wait),
    method("public static function rshutdown(): void", rshutdown),
    method("public static function exit(): void", exit),
]);

pub static FUNCTIONS: &[Function] = &[
    method(
        "function swoole_event_add(mixed $fd, ?callable $read_callback = null, ?callable $write_callback = null, int $events = SWOOLE_EVENT_READ): int|false",
        add,
    ),
    method("function swoole_event_del(mixed $fd): bool", del),
    method(
        "function swoole_event_set(mixed $fd, ?callable $read_callback = null, ?callable $write_callback = null, int $events = 0): bool",
        set,
    ),
    method(
        "function swoole_event_isset(mixed $fd, int $events = SWOOLE_EVENT_READ | SWOOLE_EVENT_WRITE): bool",
        is_set,
    ),
    method("function swoole_event_dispatch(): bool", dispatch),
    method("function swoole_event_defer(callable $callback): bool", defer),
    method("function swoole_event_cycle(?callable $callback, bool $before = false): bool", cycle),
    method("function swoole_event_write(mixed $fd, string $data): bool", write),
    method("function swoole_event_wait(): void", wait),
    method("function swoole_event_rshutdown(): void", rshutdown),
    method("function swoole_event_exit(): void", exit),
];

/// The property that holds the descriptor of an object of ours.
const DESCRIPTORS: [(&str, &std::ffi::CStr); 4] = [
    (r"Swoole\Process", c"pipe"),
    (r"Swoole\Client", c"sock"),
    (r"Swoole\Coroutine\Socket", c"fd"),
    (r"Swoole\Coroutine\Client", c"fd"),
];

/// The descriptor that a value stands for. None: none, and a warning said so.
pub fn descriptor_of(value: &Zv) -> Option<RawFd> {
    if let Some(number) = value.as_int() {
        if let Ok(fd @ 0..) = RawFd::try_from(number) {
            return Some(fd);
        }
        warning(&format!("invalid file descriptor#{number} passed"));
    } else if let Some(object) = value.as_object() {
        let found = descriptor::of_socket(object).or_else(|| {
            let (_, property) = DESCRIPTORS.iter().find(|(class, _)| is_a(value, class))?;
            RawFd::try_from(descriptor::property(object, property)?).ok().filter(|fd| *fd >= 0)
        });
        if found.is_some() {
            return found;
        }
    } else if let Some(fd) = descriptor::of_stream(value) {
        return Some(fd);
    } else {
        warning("invalid file descriptor passed");
    }
    warning("unknown fd type");
    errors::set_last(code::PHP_FATAL_ERROR);
    None
}

fn is_a(value: &Zv, class: &str) -> bool {
    let asked = Callable::new(&Zv::str("is_a")).map(|is_a| is_a.call(&mut [value.clone(), Zv::str(class)]));
    matches!(asked, Ok(Ok(answer)) if answer.to_bool())
}

/// False, with a warning.
fn refuse(message: &str) -> Outcome<Zv> {
    errors::set_last(code::PHP_FATAL_ERROR);
    warning(message);
    Raised::check(false.into())
}

fn callbacks(call: &Call<'_>) -> Outcome<[Option<Callable>; 2]> {
    let take = |index: usize, name: &str| {
        let Some(value) = call.opt(index) else { return Ok(None) };
        Callable::new(value).map(Some).map_err(|_| {
            Raised::check(()).err().unwrap_or_else(|| {
                let given = value.type_name();
                throw(
                    &exception::EXCEPTION,
                    code::INVALID_PARAMS,
                    &format!("{name} must be of type callable, {given} given"),
                )
            })
        })
    };
    Ok([take(1, "readable_callback")?, take(2, "writable_callback")?])
}

/// What is missing for `events`, as a warning's text.
fn missing(events: i64, fd: RawFd, has: impl Fn(i64) -> bool) -> Option<String> {
    [(READ, "readable"), (WRITE, "writable")]
        .into_iter()
        .find(|(event, _)| events & event != 0 && !has(*event))
        .map(|(_, name)| format!("Swoole\\Event: unable to find {name} callback of fd [{fd}]"))
}

fn add(call: &mut Call<'_>) -> Outcome<Zv> {
    let [on_read, on_write] = callbacks(call)?;
    let Some(fd) = descriptor_of(call.zv(0)) else { return Raised::check(false.into()) };
    if event_loop::is_timers_only() {
        return refuse("a manager process has no event loop: watch descriptors in a worker or a user process");
    }
    if watchers::find(fd).is_some() {
        return refuse("already exist");
    }
    let events = call.opt_int(3).unwrap_or(READ);
    let has = |event| if event == READ { on_read.is_some() } else { on_write.is_some() };
    if let Some(text) = missing(events, fd, has) {
        return refuse(&text);
    }
    match watchers::add(fd, call.zv(0).clone(), on_read, on_write, events) {
        Ok(()) => Raised::check(i64::from(fd).into()),
        Err(error) => {
            tracing::warn!("the descriptor {fd} can not be watched: {error}");
            refuse("swoole_event_add failed")
        }
    }
}

fn set(call: &mut Call<'_>) -> Outcome<Zv> {
    let [on_read, on_write] = callbacks(call)?;
    let Some(fd) = descriptor_of(call.zv(0)) else { return Raised::check(false.into()) };
    let Some(watcher) = watchers::find(fd) else {
        return refuse(&format!("socket[{fd}] is not found in the reactor"));
    };
    // No events: those that are watched now.
    let events = call.opt_int(3).filter(|events| *events != 0).unwrap_or(watcher.mask());
    let given = |event| if event == READ { on_read.is_some() } else { on_write.is_some() };
    if let Some(text) = missing(events, fd, |event| given(event) || watcher.has_callback(event)) {
        return refuse(&text);
    }
    watcher.change(on_read, on_write, events);
    Raised::check(true.into())
}

fn del(call: &mut Call<'_>) -> Outcome<bool> {
    let removed = descriptor_of(call.zv(0)).is_some_and(watchers::remove);
    Raised::check(removed)
}

fn is_set(call: &mut Call<'_>) -> Outcome<bool> {
    let events = call.opt_int(1).unwrap_or(READ | WRITE);
    let watched = descriptor_of(call.zv(0)).and_then(watchers::find);
    Raised::check(watched.is_some_and(|watcher| watcher.events() & events != 0))
}

fn write(call: &mut Call<'_>) -> Outcome<Zv> {
    if call.bytes(1).is_empty() {
        return refuse("data empty");
    }
    let Some(fd) = descriptor_of(call.zv(0)) else { return Raised::check(false.into()) };
    match watchers::write(fd, call.bytes(1)) {
        Ok(()) => Ok(true.into()),
        Err(WriteError::NotWatched) => refuse(&format!("socket[{fd}] is not found in the reactor")),
        Err(WriteError::Failed(error)) => {
            errors::set_last(error.raw_os_error().map_or(0, i64::from));
            Ok(false.into())
        }
    }
}

fn defer(call: &mut Call<'_>) -> Outcome<bool> {
    deferred::defer(call.callable(0)?);
    Raised::check(true)
}

fn cycle(call: &mut Call<'_>) -> Outcome<bool> {
    let callable = call.opt_callable(0)?;
    let moment = if call.opt_bool(1).unwrap_or(false) { Moment::Before } else { Moment::After };
    let sets = callable.is_some();
    let old = deferred::set_cycle(moment, callable);
    Raised::check(sets || old.is_some())
}

fn dispatch(_: &mut Call<'_>) -> Outcome<bool> {
    coroutine::dispatch()
}

fn wait(_: &mut Call<'_>) -> Outcome<()> {
    coroutine::wait_for_events()
}

fn rshutdown(_: &mut Call<'_>) -> Outcome<()> {
    coroutine::at_shutdown()
}

/// In a worker its loop is the server's, which ends gracefully.
fn exit(_: &mut Call<'_>) {
    let world = ServerState::current().and_then(|server| server.running());
    match world.and_then(|world| world.gateway.clone()) {
        Some(gateway) => gateway.stop(),
        None => event_loop::ask_exit(),
    }
}
