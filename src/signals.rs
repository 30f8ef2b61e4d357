//! `Swoole\Process::signal`: which signals PHP code of this process listens to, and the calls of its callbacks. It must not run a loop:
//! whoever does polls [`poll`]. A signal alone keeps no loop alive.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::task::Context;

use rswoole_engine::net::Readiness;
use rswoole_engine::sys::descriptor::duplicate;
use rswoole_engine::sys::signal::{self, Dispositions, Signal};
use rswoole_engine::worker::Fate;

use crate::callback_end::fate_after;
use crate::coroutine::{self, SpawnOutcome};
use crate::zend::{Callable, Zv, warning};

struct Listener {
    callback: Callable,
    /// What the signal did before.
    before: Dispositions,
}

thread_local! {
    static LISTENERS: RefCell<BTreeMap<i32, Listener>> = const { RefCell::new(BTreeMap::new()) };
    /// The wake-up of noted signals, in the loop that runs.
    static EDGE: RefCell<Option<Readiness>> = const { RefCell::new(None) };
    static IN_COROUTINES: Cell<bool> = const { Cell::new(true) };
}

/// Whether callbacks get coroutines (`enable_coroutine`).
pub fn set_in_coroutines(enable: bool) {
    IN_COROUTINES.set(enable);
}

/// A further callback for the same signal replaces the first.
pub fn listen(number: i32, callback: Callable) -> io::Result<()> {
    let before = signal::install(&[Signal(number)])?;
    LISTENERS.with_borrow_mut(|listeners| match listeners.get_mut(&number) {
        // `before` is our own handler.
        Some(listener) => listener.callback = callback,
        None => {
            listeners.insert(number, Listener { callback, before });
        }
    });
    coroutine::wake_loop();
    Ok(())
}

/// False: nobody listens.
pub fn ignore(number: i32) -> bool {
    let Some(listener) = LISTENERS.with_borrow_mut(|listeners| listeners.remove(&number)) else { return false };
    listener.before.restore();
    signal::take(Signal(number));
    true
}

pub fn count() -> usize {
    LISTENERS.with_borrow(BTreeMap::len)
}

/// Calls back for what has arrived, and wakes the loop for what comes.
pub fn poll(cx: &mut Context<'_>) {
    if count() == 0 {
        return;
    }
    if EDGE.with_borrow(Option::is_none) {
        match duplicate(signal::wake_fd()).and_then(Readiness::new) {
            Ok(edge) => EDGE.set(Some(edge)),
            Err(error) => warning(&format!("signals can not be listened to: {error}")),
        }
    }
    let arrived = EDGE.with_borrow(|edge| {
        let mut arrived = false;
        while let Some(true) = edge.as_ref().map(|edge| edge.poll_edge(cx).is_ready()) {
            arrived = true;
        }
        arrived
    });
    dispatch();
    if arrived {
        cx.waker().wake_by_ref();
    }
}

fn dispatch() {
    let due: Vec<(i32, Callable)> = LISTENERS.with_borrow(|listeners| {
        let due = listeners.iter().filter(|(number, _)| signal::take(Signal(**number)));
        due.map(|(number, listener)| (*number, listener.callback.clone())).collect()
    });
    for (number, callback) in due {
        call(callback, number);
    }
}

fn call(callback: Callable, number: i32) {
    if coroutine::fate().is_some() {
        return;
    }
    let mut args = [Zv::int(i64::from(number))];
    if !IN_COROUTINES.get() {
        if let Some(fate) = fate_after(callback.call(&mut args)) {
            coroutine::set_fate(fate);
        }
        return;
    }
    match coroutine::spawn(move || callback.call_unguarded(&mut args)) {
        Ok((_, SpawnOutcome::Bailout)) => coroutine::set_fate(Fate::Bailout),
        Ok(_) => {}
        Err(error) => warning(&format!("a signal could not be handled: {error}")),
    }
}

/// The loop is gone; another one registers anew.
pub fn detach_loop() {
    EDGE.set(None);
}

/// The parent's callbacks are not the child's. The signals have their default effect again.
pub fn forget_after_fork() {
    std::mem::forget((EDGE.take(), LISTENERS.take()));
    signal::forget_all();
}

/// When the request ends: the signals do what they did before.
pub fn reset() {
    for (_, listener) in LISTENERS.take() {
        listener.before.restore();
    }
    EDGE.set(None);
    IN_COROUTINES.set(true);
}
