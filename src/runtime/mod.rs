//! Runtime hooks: functions and streams of PHP that suspend the coroutine instead of blocking the process. It owns which of them are
//! wanted; it must not know how PHP is made to ask: `zend::hook` does.
//!
//! | file | owns |
//! |---|---|
//! | `flag` | the `SWOOLE_HOOK_*` flags: names, and which of them are built |
//! | `sleeping` | `sleep()` and its kin |
//! | `commands` | `exec()` and its kin |
//! | `names` | `gethostbyname()` |
//! | `processes` | `proc_open()`, `popen()` |
//! | `select` | `stream_select()`, `stream_socket_pair()` |
//! | `streams` | who waits for a stream |

mod commands;
mod flag;
mod names;
mod processes;
mod select;
mod sleeping;
mod streams;

use std::cell::Cell;

use crate::coroutine::options;
use crate::zend::{Hook, PhpThread, Zv, after, hook, set_hooks_in_force};

pub use flag::ALL;
pub use streams::{WAITING, forget as forget_waits};

/// The functions of PHP that have a hook.
pub static HOOKS: &[Hook] = &[
    hook::<0, _>("sleep", flag::SLEEP, sleeping::sleep),
    hook::<1, _>("usleep", flag::SLEEP, sleeping::usleep),
    hook::<2, _>("time_nanosleep", flag::SLEEP, sleeping::time_nanosleep),
    hook::<3, _>("time_sleep_until", flag::SLEEP, sleeping::time_sleep_until),
    hook::<4, _>("exec", flag::STDIO, commands::exec),
    hook::<5, _>("shell_exec", flag::STDIO, commands::shell_exec),
    hook::<6, _>("system", flag::STDIO, commands::system),
    hook::<7, _>("passthru", flag::STDIO, commands::passthru),
    hook::<8, _>("gethostbyname", flag::NET_FUNCTION, names::gethostbyname),
    hook::<9, _>("gethostbynamel", flag::NET_FUNCTION, names::gethostbynamel),
    hook::<10, _>("stream_select", flag::STREAM_FUNCTION, select::stream_select),
    after::<11, _>("stream_socket_pair", flag::STREAM_FUNCTION, select::stream_socket_pair),
    after::<12, _>("proc_open", flag::PROC, processes::proc_open),
    hook::<13, _>("proc_close", flag::PROC, processes::proc_close),
    after::<14, _>("popen", flag::STDIO, processes::popen),
];

#[derive(Default)]
struct State {
    /// As they were given; `None`: nobody said anything yet.
    given: Cell<Option<i64>>,
    /// What was already said not to be built.
    reported: Cell<i64>,
}

static STATE: PhpThread<State> = PhpThread::new(State::default);

/// From now on these hooks are wanted, and no others.
pub fn set_flags(flags: i64) {
    options::remember("hook_flags", Zv::int(flags));
    put_in_force(flags);
}

/// The option `hook_flags`. Null is as if it was not given.
pub fn set_option(value: &Zv) {
    if !value.is_null() {
        put_in_force(value.to_int());
    }
}

/// Those in force. What is not built is not among them, as the manual says of hooks that could not be made.
pub fn flags() -> i64 {
    STATE.with(|state| state.given.get().unwrap_or(0)) & flag::BUILT
}

/// `Coroutine\run()` and a scheduler hook everything unless somebody said what.
pub fn enable_unless_given() {
    if STATE.with(|state| state.given.get().is_none()) {
        // Nobody asked, so nobody is told what is missing.
        hook_now(ALL);
    }
}

/// The request is over: nothing was ever said.
pub fn reset() {
    STATE.with(|state| state.given.set(None));
    set_hooks_in_force(0);
    forget_waits();
}

fn put_in_force(flags: i64) {
    STATE.with(|state| {
        let missing = flags & !state.reported.get();
        state.reported.set(state.reported.get() | flags);
        flag::report_missing(missing, flags);
    });
    hook_now(flags);
}

fn hook_now(flags: i64) {
    STATE.with(|state| state.given.set(Some(flags)));
    set_hooks_in_force(flags);
    if flags & flag::STDIO != 0 {
        processes::standard_streams();
    }
}
