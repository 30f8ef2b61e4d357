//! `Swoole\Process::signal` and coroutines that wait for signals: which ones PHP code of this process listens to, and who is told. It must not run a loop:
//! whoever does polls [`poll`]. A signal alone keeps no loop alive.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use rswoole_engine::net::Readiness;
use rswoole_engine::sys::descriptor::duplicate;
use rswoole_engine::sys::signal::{self, Dispositions, Signal};
use rswoole_engine::worker::Fate;

use crate::callback_end::fate_after;
use crate::coroutine::{self, SpawnOutcome};
use crate::zend::{Callable, Zv, warning};

struct Listener {
    callback: Option<Callable>,
    /// Coroutines that wait for it.
    waiting: usize,
    /// What the signal did before.
    before: Dispositions,
}

thread_local! {
    static LISTENERS: RefCell<BTreeMap<i32, Listener>> = const { RefCell::new(BTreeMap::new()) };
    static WAITERS: RefCell<Vec<Rc<Waiter>>> = const { RefCell::new(Vec::new()) };
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
        Some(listener) => drop(listener.callback.replace(callback)),
        None => {
            listeners.insert(number, Listener { callback: Some(callback), waiting: 0, before });
        }
    });
    coroutine::wake_loop();
    Ok(())
}

/// False: nobody listens.
pub fn ignore(number: i32) -> bool {
    let listened =
        LISTENERS.with_borrow_mut(|listeners| listeners.get_mut(&number).and_then(|listener| listener.callback.take()));
    if listened.is_some() {
        signal::take(Signal(number));
        leave(number);
    }
    listened.is_some()
}

pub fn has_callback(number: i32) -> bool {
    LISTENERS.with_borrow(|listeners| listeners.get(&number).is_some_and(|listener| listener.callback.is_some()))
}

/// Gives the signal back to whom it belonged, unless somebody still listens.
fn leave(number: i32) {
    LISTENERS.with_borrow_mut(|listeners| {
        if let Some(listener) = listeners.get(&number).filter(|one| one.callback.is_none() && one.waiting == 0) {
            listener.before.restore();
            listeners.remove(&number);
        }
    });
}

/// One that waits.
struct Waiter {
    numbers: Vec<i32>,
    got: Cell<Option<i32>>,
    waker: RefCell<Option<Waker>>,
}

/// The first of some signals to arrive from now on. Those that cannot be listened to never do.
pub struct Arrival(Rc<Waiter>);

pub fn arrival(numbers: &[i32]) -> Arrival {
    let mut heard = Vec::with_capacity(numbers.len());
    for &number in numbers {
        let known = LISTENERS
            .with_borrow_mut(|listeners| listeners.get_mut(&number).map(|listener| listener.waiting += 1).is_some());
        if !known {
            let Ok(before) = signal::install(&[Signal(number)]) else { continue };
            signal::take_copy(Signal(number));
            let listener = Listener { callback: None, waiting: 1, before };
            LISTENERS.with_borrow_mut(|listeners| listeners.insert(number, listener));
        }
        heard.push(number);
    }
    let waiter = Rc::new(Waiter { numbers: heard, got: Cell::new(None), waker: RefCell::new(None) });
    WAITERS.with_borrow_mut(|waiters| waiters.push(Rc::clone(&waiter)));
    coroutine::wake_loop();
    Arrival(waiter)
}

impl Future for Arrival {
    type Output = i32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<i32> {
        self.0.waker.replace(Some(cx.waker().clone()));
        self.0.got.take().map_or(Poll::Pending, Poll::Ready)
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        WAITERS.with_borrow_mut(|waiters| waiters.retain(|waiter| !Rc::ptr_eq(waiter, &self.0)));
        for &number in &self.0.numbers {
            LISTENERS.with_borrow_mut(|listeners| {
                if let Some(listener) = listeners.get_mut(&number) {
                    listener.waiting = listener.waiting.saturating_sub(1);
                }
            });
            leave(number);
        }
    }
}

fn tell_waiters() {
    let awaited: BTreeSet<i32> =
        WAITERS.with_borrow(|waiters| waiters.iter().flat_map(|waiter| waiter.numbers.iter().copied()).collect());
    for number in awaited.into_iter().filter(|number| signal::take_copy(Signal(*number))) {
        WAITERS.with_borrow(|waiters| {
            for waiter in waiters.iter().filter(|waiter| waiter.numbers.contains(&number)) {
                waiter.got.set(waiter.got.get().or(Some(number)));
                if let Some(waker) = waiter.waker.borrow().as_ref() {
                    waker.wake_by_ref();
                }
            }
        });
    }
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
    tell_waiters();
    let due: Vec<(i32, Callable)> = LISTENERS.with_borrow(|listeners| {
        let listened = listeners.iter().filter_map(|(number, one)| Some((*number, one.callback.clone()?)));
        listened.filter(|(number, _)| signal::take(Signal(*number))).collect()
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

/// As `detach_loop`, in a forked process: the descriptor is its parent's.
pub fn forget_loop() {
    std::mem::forget(EDGE.take());
}

/// The parent's callbacks are not the child's. The signals have their default effect again.
pub fn forget_after_fork() {
    std::mem::forget((EDGE.take(), LISTENERS.take(), WAITERS.take()));
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
