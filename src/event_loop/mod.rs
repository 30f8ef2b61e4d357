//! What PHP waits for outside of coroutines: timers, descriptors, deferred calls. It must not run a loop: whoever does polls
//! [`crate::coroutine::poll_ready`], which comes here, and asks `keeps_loop_alive` whether there is something left.
//!
//! One turn: `cycle` before; woken coroutines; descriptors; timers; deferred calls; `cycle` after. The callbacks run in coroutines of
//! their own, unless the process says otherwise (`enable_coroutine`; a manager, which has no runtime, never has any).
//!
//! | file | owns |
//! |---|---|
//! | `timers` | `Swoole\Timer` |
//! | `sleeps` | coroutines that sleep |
//! | `limits` | the time limits of coroutines |
//! | `watchers` | `Swoole\Event::add` and what goes with it |
//! | `deferred` | `Swoole\Event::defer`, `cycle` |
//! | `alarm` | the one wake-up for the earliest of all these times |

mod alarm;
pub mod deferred;
pub mod limits;
pub mod sleeps;
pub mod timers;
pub mod watchers;

use std::cell::Cell;
use std::task::Context;
use std::time::Instant;

use crate::callback_end::fate_after;
use crate::coroutine::{self, SpawnOutcome};
use crate::zend::{Callable, Zv, fiber, warning};
use rswoole_engine::worker::Fate;

thread_local! {
    static IN_COROUTINES: Cell<bool> = const { Cell::new(true) };
    /// This process has no runtime to wait in (the manager).
    static TIMERS_ONLY: Cell<bool> = const { Cell::new(false) };
    static EXIT: Cell<bool> = const { Cell::new(false) };
    /// Turns of the loop of this process.
    static ROUNDS: Cell<i64> = const { Cell::new(0) };
}

/// Whether callbacks of timers and events get coroutines (`enable_coroutine`).
pub fn set_in_coroutines(enable: bool) {
    IN_COROUTINES.set(enable);
}

/// In a manager only timers work, and they run without coroutines.
pub fn set_timers_only(only: bool) {
    TIMERS_ONLY.set(only);
}

pub fn is_timers_only() -> bool {
    TIMERS_ONLY.get()
}

/// `Event::exit()`: whoever runs the loop ends it. Where none runs, none is to end: the next one is not meant.
pub fn ask_exit() {
    if tokio::runtime::Handle::try_current().is_err() {
        return;
    }
    EXIT.set(true);
    coroutine::wake_loop();
}

/// Whether the loop was asked to end since the last call.
pub fn take_exit() -> bool {
    EXIT.replace(false)
}

/// The turn begins.
pub(crate) fn before_turn() {
    ROUNDS.set(ROUNDS.get() + 1);
    sleeps::wake_due();
    deferred::run_cycle(deferred::Moment::Before);
}

/// After the coroutines of this turn.
pub(crate) fn poll(cx: &mut Context<'_>) {
    watchers::poll(cx);
    limits::interrupt_due();
    timers::run_due();
    deferred::run();
    deferred::run_cycle(deferred::Moment::After);
    if !deferred::is_empty() {
        cx.waker().wake_by_ref();
    }
    alarm::poll(next_deadline(), cx);
}

/// Of all that waits for a time.
fn next_deadline() -> Option<Instant> {
    [timers::next_deadline(), limits::next_deadline(), sleeps::next_deadline()].into_iter().flatten().min()
}

pub(crate) fn keeps_alive() -> bool {
    !timers::is_empty() || !limits::is_empty() || !watchers::is_empty() || !deferred::is_empty()
}

/// Whether something is to be done at once.
pub(crate) fn is_due() -> bool {
    !deferred::is_empty() || next_deadline().is_some_and(|at| at <= Instant::now())
}

pub(crate) fn rounds() -> i64 {
    ROUNDS.get()
}

/// The loop is gone: nothing of this is ever called again. After a bailout PHP's values stay where they are.
pub(crate) fn clear() {
    limits::clear();
    sleeps::clear();
    alarm::clear();
    let (timers, watchers, deferred) = (timers::take_all(), watchers::take_all(), deferred::take_all());
    EXIT.set(false);
    ROUNDS.set(0);
    if coroutine::fate().is_some() || fiber::is_after_bailout() {
        std::mem::forget((timers, deferred));
        watchers.into_iter().for_each(watchers::Watcher::forget_values);
    }
}

/// What the parent waits for is not the child's. Its values stay where they are until the process ends.
pub(crate) fn forget_after_fork() {
    limits::forget();
    sleeps::forget();
    alarm::clear();
    std::mem::forget((timers::take_all(), watchers::take_all(), deferred::take_all()));
    EXIT.set(false);
    ROUNDS.set(0);
}

/// When the request ends.
pub(crate) fn reset() {
    clear();
    IN_COROUTINES.set(true);
    TIMERS_ONLY.set(false);
}

/// Calls into PHP by the rule of this process; what ends it is kept as its fate.
fn call(callable: &Callable, mut args: Vec<Zv>) {
    if coroutine::fate().is_some() {
        return;
    }
    if IN_COROUTINES.get() && !TIMERS_ONLY.get() {
        let callable = callable.clone();
        match coroutine::spawn(move || callable.call_unguarded(&mut args)) {
            Ok((_, SpawnOutcome::Bailout)) => coroutine::set_fate(Fate::Bailout),
            Ok(_) => {}
            Err(error) => warning(&format!("a callback could not be run in a coroutine: {error}")),
        }
    } else if let Some(fate) = fate_after(callable.call(&mut args)) {
        coroutine::set_fate(fate);
    }
}
