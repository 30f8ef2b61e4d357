//! `Coroutine::set()`: the options as PHP gave them, and those that mean something here resolved. It must not act on them.

use std::cell::{Cell, RefCell};

use rswoole_engine::log;
use rswoole_engine::settings::LogLevel;

use crate::name_resolver;
use crate::runtime;
use crate::settings;
use crate::socket::timeouts;
use crate::system::{dns, names};
use crate::zend::{Array, Callable, Key, Outcome, Raised, Zv, fiber, ini_bool, throw_type_error, warning};

/// `SWOOLE_DEFAULT_MAX_CORO_NUM`
const DEFAULT_MAX: usize = 100_000;
const DEFAULT_STACK: usize = 2 * 1024 * 1024;

struct Options {
    given: RefCell<Option<Array>>,
    exit_condition: RefCell<Option<Callable>>,
    max_coroutine: Cell<usize>,
    stack_size: Cell<usize>,
    deadlock_check: Cell<bool>,
    deadlock_trace: Cell<bool>,
    deadlock_limit: Cell<usize>,
    deadlock_depth: Cell<i64>,
    /// None: as the ini setting says.
    preemptive: Cell<Option<bool>>,
}

thread_local! {
    static OPTIONS: Options = const {
        Options {
            given: RefCell::new(None),
            exit_condition: RefCell::new(None),
            max_coroutine: Cell::new(DEFAULT_MAX),
            stack_size: Cell::new(DEFAULT_STACK),
            deadlock_check: Cell::new(true),
            deadlock_trace: Cell::new(true),
            deadlock_limit: Cell::new(32),
            deadlock_depth: Cell::new(32),
            preemptive: Cell::new(None),
        }
    };
}

/// Takes over what is given, over what was given before.
pub fn set(given: &Array) -> Outcome<()> {
    for (key, value) in given.iter() {
        let Key::Str(name) = &key else { continue };
        apply(&name.to_text(), &value)?;
        let mut all = OPTIONS.with(|options| options.given.borrow_mut().take()).unwrap_or_default();
        all.insert_key(&key, value);
        OPTIONS.with(|options| *options.given.borrow_mut() = Some(all));
    }
    Raised::check(())
}

/// What was set in another way than by [`set`].
pub fn remember(name: &str, value: Zv) {
    let mut all = OPTIONS.with(|options| options.given.borrow_mut().take()).unwrap_or_default();
    all.insert(name, value);
    OPTIONS.with(|options| *options.given.borrow_mut() = Some(all));
}

/// One option; what is not for coroutines is said.
pub fn apply(name: &str, value: &Zv) -> Outcome<()> {
    settings::note(name, value)?;
    let count = |value: &Zv| usize::try_from(value.to_int()).unwrap_or(0);
    match name {
        "max_coroutine" | "max_coro_num" => set_max_coroutine(value.to_int()),
        "stack_size" | "c_stack_size" => set_stack_size(settings::convert(value).size().unwrap_or(0)),
        "enable_preemptive_scheduler" => set_preemptive(value.to_bool()),
        "hook_flags" => runtime::set_option(value),
        "enable_deadlock_check" => set_deadlock_check(value.to_bool()),
        "name_resolver" if !value.is_null() => name_resolver::set(value)?,
        "dns_server" => set_dns_server(&value.to_str()?.to_text()),
        "log_level" => log::set_level(LogLevel::from_number(value.to_int())),
        "dns_cache_expire" => names::set_expire(value.to_float()),
        "dns_cache_capacity" => names::set_capacity(value.to_int()),
        "deadlock_check_disable_trace" => OPTIONS.with(|options| options.deadlock_trace.set(!value.to_bool())),
        "deadlock_check_limit" => OPTIONS.with(|options| options.deadlock_limit.set(count(value))),
        "deadlock_check_depth" => OPTIONS.with(|options| options.deadlock_depth.set(value.to_int())),
        "exit_condition" => {
            let condition = Callable::new(value)
                .map_err(|reason| throw_type_error(&format!("Swoole\\Coroutine::set(): exit_condition: {reason}")))?;
            let old = OPTIONS.with(|options| options.exit_condition.borrow_mut().replace(condition));
            drop(old);
        }
        _ if name.starts_with("socket_") => {
            timeouts::set_option(name, value.to_float());
        }
        _ => {}
    }
    Ok(())
}

/// The name server of `dnsLookup()`; empty: the system's.
pub fn set_dns_server(address: &str) {
    if let Err(reason) = dns::set_server(address) {
        warning(&reason);
    }
}

/// Values below 1 lift the limit.
pub fn set_max_coroutine(limit: i64) {
    let limit = usize::try_from(limit).ok().filter(|limit| *limit > 0).unwrap_or(usize::MAX);
    OPTIONS.with(|options| options.max_coroutine.set(limit));
}

/// Bytes of C stack of the coroutines to come; moved into what is possible.
pub fn set_stack_size(bytes: i64) {
    let wish = usize::try_from(bytes).unwrap_or(usize::MAX);
    OPTIONS.with(|options| options.stack_size.set(fiber::usable_stack_size(wish)));
}

/// Whether coroutines that nothing can wake are reported when the loop ends.
pub fn set_deadlock_check(enable: bool) {
    OPTIONS.with(|options| options.deadlock_check.set(enable));
}

/// Whether a coroutine that computes for long is stopped for a while. In force from the start of the next loop on.
pub fn set_preemptive(enable: bool) {
    OPTIONS.with(|options| options.preemptive.set(Some(enable)));
}

/// As set, else as the ini setting says.
pub(super) fn preemptive() -> bool {
    OPTIONS.with(|options| match options.preemptive.get() {
        Some(enable) => enable,
        None => {
            let enable = ini_bool("swoole.enable_preemptive_scheduler");
            options.preemptive.set(Some(enable));
            enable
        }
    })
}

/// What was set so far; None: nothing.
pub fn given() -> Option<Array> {
    OPTIONS.with(|options| options.given.borrow().clone())
}

#[inline]
pub fn max_coroutine() -> usize {
    OPTIONS.with(|options| options.max_coroutine.get())
}

#[inline]
pub fn stack_size() -> usize {
    OPTIONS.with(|options| options.stack_size.get())
}

pub(super) fn exit_condition() -> Option<Callable> {
    OPTIONS.with(|options| options.exit_condition.borrow().clone())
}

/// How to report coroutines that will never be woken.
#[derive(Clone, Copy, Debug)]
pub(super) struct DeadlockReport {
    pub trace: bool,
    /// Coroutines shown at most.
    pub limit: usize,
    /// Frames shown of each at most.
    pub depth: i64,
}

pub(super) fn deadlock_check() -> bool {
    OPTIONS.with(|options| options.deadlock_check.get())
}

pub(super) fn deadlock_format() -> DeadlockReport {
    OPTIONS.with(|options| DeadlockReport {
        trace: options.deadlock_trace.get(),
        limit: options.deadlock_limit.get(),
        depth: options.deadlock_depth.get(),
    })
}

/// Back to the defaults, and no PHP value held.
pub(super) fn reset() {
    timeouts::reset();
    names::reset();
    dns::reset();
    name_resolver::clear();
    let (given, condition) =
        OPTIONS.with(|options| (options.given.borrow_mut().take(), options.exit_condition.borrow_mut().take()));
    drop((given, condition));
    OPTIONS.with(|options| {
        options.max_coroutine.set(DEFAULT_MAX);
        options.stack_size.set(DEFAULT_STACK);
        options.deadlock_check.set(true);
        options.deadlock_trace.set(true);
        options.deadlock_limit.set(32);
        options.deadlock_depth.set(32);
        options.preemptive.set(None);
    });
}
