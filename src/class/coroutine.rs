//! `Swoole\Coroutine`, and the functions that are another name for its methods. It must not schedule: `crate::coroutine` does.

use std::rc::Rc;
use std::time::Duration;

use super::{coroutine_context, coroutine_iterator, exception, system};
use crate::coroutine::{
    self as scheduler, Cancelled, Coroutine, Interrupt, Joining, Keep, SpawnOutcome, State, options,
};
use crate::errors::{self, code};
use crate::zend::{
    Array, Call, Callable, Class, Function, Outcome, Raised, Zv, fiber, method, method_with_extra_args, throw, warning,
};

pub static CLASS: Class = Class::new(r"Swoole\Coroutine").short_names(&["Co"]).methods(&[
    method("public static function create(callable $func, mixed ...$param): int|false", create),
    method("public static function defer(callable $callback): void", defer),
    method("public static function set(array $options): void", set),
    method("public static function getOptions(): ?array", get_options),
    method("public static function exists(int $cid): bool", exists),
    method("public static function yield(): bool", suspend),
    method("public static function cancel(int $cid, bool $throw_exception = false): bool", cancel),
    method("public static function join(array $cid_array, float $timeout = -1): bool", join),
    method("public static function isCanceled(): bool", is_canceled),
    method("public static function setTimeLimit(float $timeout): bool", set_time_limit),
    method("public static function suspend(): bool", suspend),
    method("public static function resume(int $cid): bool", resume),
    method("public static function stats(): array", stats),
    method("public static function getCid(): int", get_cid),
    method("public static function getuid(): int", get_cid),
    method("public static function getPcid(int $cid = 0): int|false", get_pcid),
    method("public static function getContext(int $cid = 0): ?Swoole\\Coroutine\\Context", get_context),
    method(
        "public static function getBackTrace(int $cid = 0, int $options = 1, int $limit = 0): array|false",
        backtrace,
    ),
    method(
        "public static function printBackTrace(int $cid = 0, int $options = 0, int $limit = 0): void",
        print_backtrace,
    ),
    method("public static function getElapsed(int $cid = 0): int", get_elapsed),
    method("public static function getStackUsage(int $cid = 0): int|false", get_stack_usage),
    method("public static function list(): Swoole\\Coroutine\\Iterator", list),
    method("public static function listCoroutines(): Swoole\\Coroutine\\Iterator", list),
    method("public static function enableScheduler(): bool", enable_scheduler),
    method("public static function disableScheduler(): bool", disable_scheduler),
    method("public static function sleep(float $seconds): bool", sleep),
    method(
        "public static function gethostbyname(string $domain_name, int $type = AF_INET, float $timeout = -1): string|false",
        system::gethostbyname,
    ),
    method(
        "public static function dnsLookup(string $domain_name, float $timeout = 60, int $type = AF_INET): string|false",
        system::dns_lookup,
    ),
    method(
        "public static function exec(string $command, bool $get_error_stream = false): array|false",
        system::exec,
    ),
    method(
        "public static function getaddrinfo(string $domain, int $family = AF_INET, int $socktype = SOCK_STREAM, int $protocol = STREAM_IPPROTO_TCP, ?string $service = null, float $timeout = -1): array|bool",
        system::getaddrinfo,
    ),
    method("public static function statvfs(string $path): array", system::statvfs),
    method("public static function readFile(string $filename, int $flag = 0): string|false", system::read_file),
    method(
        "public static function writeFile(string $filename, string $fileContent, int $flags = 0): int|false",
        system::write_file,
    ),
    method("public static function wait(float $timeout = -1): array|false", system::wait),
    method("public static function waitPid(int $pid, float $timeout = -1): array|false", system::wait_pid),
    method("public static function waitSignal(array|int $signals, float $timeout = -1): int|false", system::wait_signal),
    method(
        "public static function waitEvent(mixed $socket, int $events = SWOOLE_EVENT_READ, float $timeout = -1): int|false",
        system::wait_event,
    ),
]);

pub static FUNCTIONS: &[Function] = &[
    method("function swoole_coroutine_create(callable $func, mixed ...$params): int|false", create),
    method("function swoole_coroutine_defer(callable $callback): void", defer),
];

/// Left out by `swoole.enable_library = Off`.
pub static LIBRARY_FUNCTIONS: &[Function] = &[
    method(r"function Swoole\Coroutine\run(callable $fn, ...$args)", run),
    method(r"function Swoole\Coroutine\go(callable $fn, ...$args)", create),
    method(r"function Swoole\Coroutine\defer(callable $fn)", defer),
    method(r"function Swoole\Coroutine\deadlock_check()", deadlock_check),
];

/// Left out by `swoole.use_shortname = Off`.
pub static SHORT_FUNCTIONS: &[Function] = &[
    method_with_extra_args("function go(callable $func): int|false", create),
    method("function defer(callable $callback): void", defer),
];

/// Left out by either.
pub static SHORT_LIBRARY_FUNCTIONS: &[Function] = &[
    method(r"function Co\run(callable $fn, ...$args)", run),
    method(r"function Co\go(callable $fn, ...$args)", create),
    method(r"function Co\defer(callable $fn)", defer),
];

/// The shortest time that `sleep()` takes.
const SHORTEST: f64 = 0.001;

fn job(call: &Call<'_>) -> Outcome<impl FnOnce() -> Outcome<Zv> + 'static> {
    let function = call.callable(0)?;
    let mut args: Vec<Zv> = call.rest(1).to_vec();
    Ok(move || function.call(&mut args))
}

fn create(call: &mut Call<'_>) -> Outcome<Zv> {
    match scheduler::spawn(job(call)?) {
        Ok((_, SpawnOutcome::Bailout)) => Err(Raised::Bailout),
        Ok((cid, _)) => Ok(cid.into()),
        Err(error) => {
            errors::set_last(code::PHP_FATAL_ERROR);
            warning(&error.to_string());
            Raised::check(false.into())
        }
    }
}

fn run(call: &mut Call<'_>) -> Outcome<bool> {
    scheduler::run(job(call)?)
}

fn deadlock_check(_: &mut Call<'_>) {
    scheduler::deadlock_report();
}

/// The running coroutine; outside of one an exception.
pub(super) fn running() -> Outcome<Rc<Coroutine>> {
    scheduler::current().ok_or_else(|| {
        errors::set_last(code::CO_OUT_OF_COROUTINE);
        throw(&exception::ERROR, code::CO_OUT_OF_COROUTINE, "API must be called in the coroutine")
    })
}

/// The coroutine that `$cid` names; 0 means the running one.
fn named(call: &Call<'_>) -> Option<Rc<Coroutine>> {
    match call.opt_int(0).unwrap_or(0) {
        0 => scheduler::current(),
        cid => scheduler::find(cid),
    }
}

fn is_named(call: &Call<'_>) -> bool {
    call.opt_int(0).unwrap_or(0) != 0
}

fn defer(call: &mut Call<'_>) -> Outcome<()> {
    let callback: Callable = call.callable(0)?;
    running()?.defer(callback);
    Ok(())
}

fn set(call: &mut Call<'_>) -> Outcome<()> {
    match call.zv(0).as_array() {
        Some(given) => options::set(given),
        None => Err(call.argument_type_error(0, "of type array")),
    }
}

fn get_options(_: &mut Call<'_>) -> Zv {
    options::given().into()
}

fn exists(call: &mut Call<'_>) -> bool {
    scheduler::find(call.int(0)).is_some()
}

fn suspend(_: &mut Call<'_>) -> Outcome<bool> {
    scheduler::park(&running()?).map_or_else(|cancelled| cancelled.reply(false), |()| Ok(true))
}

fn resume(call: &mut Call<'_>) -> Outcome<bool> {
    let parked = scheduler::find(call.int(0)).filter(|coroutine| coroutine.state() == State::Parked);
    let Some(coroutine) = parked else {
        errors::set_last(code::PHP_FATAL_ERROR);
        warning("can not resume the coroutine which is in IO operation or non-existent");
        return Raised::check(false);
    };
    scheduler::resume_parked(&coroutine)?;
    Raised::check(true)
}

fn cancel(call: &mut Call<'_>) -> Outcome<bool> {
    let kind = if call.opt_bool(1) == Some(true) { Interrupt::CancelWithException } else { Interrupt::Cancel };
    let Some(coroutine) = scheduler::find(call.int(0)) else {
        errors::set_last(code::CO_NOT_EXISTS);
        return Ok(false);
    };
    if !matches!(coroutine.state(), State::Parked | State::Waiting) {
        errors::set_last(code::CO_CANNOT_CANCEL);
        return Ok(false);
    }
    scheduler::interrupt(&coroutine, kind)?;
    Raised::check(true)
}

fn is_canceled(_: &mut Call<'_>) -> Outcome<bool> {
    Ok(running()?.is_cancelled())
}

/// The original counts whole seconds; fractions count here.
fn set_time_limit(call: &mut Call<'_>) -> Outcome<bool> {
    let own = running()?;
    let seconds = call.float(0);
    if seconds == 0.0 {
        return Ok(false);
    }
    match duration(seconds).filter(|_| seconds >= SHORTEST) {
        Some(limit) => own.set_time_limit(limit),
        None => {
            errors::set_last(code::INVALID_PARAMS);
            tracing::warn!("setTimeLimit({seconds}) sets no limit: give 0.001 seconds or more");
        }
    }
    Ok(true)
}

fn join(call: &mut Call<'_>) -> Outcome<bool> {
    let own = running()?;
    let Some(cids) = call.zv(0).as_array() else { return Err(call.argument_type_error(0, "of type array")) };
    let members: Vec<Rc<Coroutine>> = cids.iter().filter_map(|(_, cid)| scheduler::find(cid.to_int())).collect();
    if members.iter().any(|member| Rc::ptr_eq(member, &own)) {
        errors::set_last(code::WRONG_OPERATION);
        warning("can not join self");
        return Raised::check(false);
    }
    if members.is_empty() {
        errors::set_last(code::INVALID_PARAMS);
        return Ok(false);
    }
    let Some(joining) = Joining::new(members) else {
        errors::set_last(code::WRONG_OPERATION);
        return Ok(false);
    };
    let joined = match duration(call.opt_float(1).unwrap_or(-1.0)) {
        None => scheduler::wait(joining, Keep::Nothing).map(|()| true),
        Some(limit) => {
            let joined = scheduler::await_in_coroutine(async move { tokio::time::timeout(limit, joining).await });
            joined.map(|joined| joined.is_ok()).inspect(|joined| {
                if !joined {
                    errors::set_last(code::CO_TIMEDOUT);
                }
            })
        }
    };
    joined.or_else(|cancelled| cancelled.reply(false))
}

/// The preemptive scheduler may stop this coroutine again. False: it may already.
/// Outside of coroutines there is nothing to change, which is no mistake.
fn enable_scheduler(_: &mut Call<'_>) -> bool {
    scheduler::current().is_some_and(|own| own.set_preemptible(true))
}

fn disable_scheduler(_: &mut Call<'_>) -> bool {
    scheduler::current().is_some_and(|own| own.set_preemptible(false))
}

/// None for "no limit": zero, negative, not a number.
fn duration(seconds: f64) -> Option<Duration> {
    (seconds > 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

pub(super) fn sleep(call: &mut Call<'_>) -> Outcome<bool> {
    let seconds = call.float(0);
    let Some(time) = duration(seconds).filter(|_| seconds >= SHORTEST) else {
        errors::set_last(code::PHP_FATAL_ERROR);
        warning("Timer must be greater than or equal to 0.001");
        return Raised::check(false);
    };
    running()?;
    match scheduler::sleep(time) {
        Ok(()) => Ok(true),
        Err(Cancelled::Quietly) => Ok(false),
        Err(Cancelled::Raised(raised)) => Err(raised),
    }
}

fn stats(_: &mut Call<'_>) -> Array {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let mut stats = Array::with_capacity(9);
    // Sockets and files that PHP code waits for: none of these is built yet, so their numbers are zero.
    stats.insert("event_num", 0i64);
    stats.insert("signal_listener_num", count(crate::signals::count()));
    for name in ["aio_task_num", "aio_worker_num", "aio_queue_size"] {
        stats.insert(name, 0i64);
    }
    stats.insert("c_stack_size", count(options::stack_size()));
    stats.insert("coroutine_num", count(scheduler::live()));
    stats.insert("coroutine_peak_num", count(scheduler::peak()));
    stats.insert("coroutine_last_cid", scheduler::last_cid());
    stats
}

fn get_cid(_: &mut Call<'_>) -> i64 {
    scheduler::current_cid()
}

fn get_pcid(call: &mut Call<'_>) -> Zv {
    named(call).map_or(Zv::bool(false), |coroutine| coroutine.parent().into())
}

fn get_context(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(coroutine) = named(call) else { return Ok(Zv::NULL) };
    let make = || {
        let context = coroutine_context::CLASS.instantiate()?;
        context.call_method("__construct", &mut [])?;
        Ok(context)
    };
    coroutine.context(make).map(Zv::from)
}

fn backtrace(call: &mut Call<'_>) -> Zv {
    let (shown, limit) = (call.opt_int(1).unwrap_or(1), call.opt_int(2).unwrap_or(0));
    trace_of(call, false, shown, limit).unwrap_or(Zv::bool(false))
}

fn print_backtrace(call: &mut Call<'_>) -> Zv {
    let (shown, limit) = (call.opt_int(1).unwrap_or(0), call.opt_int(2).unwrap_or(0));
    match trace_of(call, true, shown, limit) {
        Some(trace) => {
            fiber::print(fiber::backtrace_text(&trace));
            Zv::NULL
        }
        None => Zv::bool(false),
    }
}

/// None: no such coroutine. `skip_own`: without the frame of the method itself.
fn trace_of(call: &Call<'_>, skip_own: bool, shown: i64, limit: i64) -> Option<Zv> {
    match named(call) {
        Some(coroutine) => {
            let own = scheduler::current_cid() == coroutine.cid();
            Some(coroutine.at_its_frame(|| fiber::backtrace(own && skip_own, shown, limit)))
        }
        None if !is_named(call) => Some(fiber::backtrace(skip_own, shown, limit)),
        None => None,
    }
}

fn get_elapsed(call: &mut Call<'_>) -> i64 {
    named(call).map_or(-1, |coroutine| coroutine.elapsed_ms())
}

fn get_stack_usage(call: &mut Call<'_>) -> Zv {
    let size = match named(call) {
        Some(coroutine) => coroutine.vm_stack_size(),
        None if !is_named(call) => fiber::current_vm_stack_size(),
        None => return Zv::bool(false),
    };
    i64::try_from(size).unwrap_or(i64::MAX).into()
}

fn list(_: &mut Call<'_>) -> Outcome<Zv> {
    let cids: Array = scheduler::all().iter().map(|coroutine| coroutine.cid()).collect();
    let iterator = coroutine_iterator::CLASS.instantiate()?;
    iterator.call_method("__construct", &mut [cids.into()])?;
    Ok(iterator.into())
}
