//! `Swoole\Timer`: all timers of a process hang on one heap.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use rswoole_engine::timers::{Timer, TimerId, Timers};

use super::call;
use crate::coroutine;
use crate::zend::{Array, Callable, PhpThread, Zv};

enum Work {
    Call {
        callable: Callable,
        params: Vec<Zv>,
    },
    /// Of the server itself.
    Own(Rc<dyn Fn()>),
}

/// What a timer does.
pub struct Job {
    work: Work,
    /// The turn in which it was made.
    round: i64,
}

static TIMERS: PhpThread<RefCell<Timers<Rc<Job>>>> = PhpThread::new(RefCell::default);

thread_local! {
    /// What `exec_msec` counts from: when the first timer was made.
    static BASE: Cell<Option<Instant>> = const { Cell::new(None) };
    /// The timer whose callback runs, and what it was if the callback removed it.
    static RUNNING: RefCell<(TimerId, Option<Timer<Rc<Job>>>)> = const { RefCell::new((0, None)) };
}

pub fn add(delay: Duration, repeats: bool, callable: Callable, params: Vec<Zv>) -> TimerId {
    add_work(delay, repeats, Work::Call { callable, params })
}

/// A timer like those of scripts, that calls no PHP.
pub fn tick_own(interval: Duration, work: Rc<dyn Fn()>) -> TimerId {
    add_work(interval, true, Work::Own(work))
}

fn add_work(delay: Duration, repeats: bool, work: Work) -> TimerId {
    let now = Instant::now();
    if BASE.get().is_none() {
        BASE.set(Some(now));
    }
    let job = Rc::new(Job { work, round: super::rounds() });
    let (id, is_first) = TIMERS.with_borrow_mut(|timers| {
        let before = timers.next_deadline();
        let id = timers.add(now, delay, repeats, job);
        (id, before != timers.next_deadline())
    });
    if is_first {
        coroutine::loop_wanted();
    }
    id
}

/// False: there is no such timer (any more).
pub fn remove(id: TimerId) -> bool {
    let (removed, none_left) = TIMERS.with_borrow_mut(|timers| (timers.remove(id), timers.is_empty()));
    let Some(timer) = removed else { return false };
    // Dropped outside of any borrow: what it holds may have a destructor.
    let rest = RUNNING.with_borrow_mut(|running| {
        if running.0 == id {
            running.1 = Some(timer);
            None
        } else {
            Some(timer)
        }
    });
    drop(rest);
    if none_left {
        // Perhaps nothing keeps the loop any more.
        coroutine::wake_loop();
    }
    true
}

pub fn remove_all() {
    for id in ids() {
        remove(id);
    }
}

pub fn exists(id: TimerId) -> bool {
    TIMERS.with_borrow(|timers| timers.get(id).is_some())
}

pub fn ids() -> Vec<TimerId> {
    TIMERS.with_borrow(Timers::ids)
}

/// None: there is no such timer.
pub fn info(id: TimerId) -> Option<Array> {
    let base = BASE.get()?;
    let describe = |timer: &Timer<Rc<Job>>, removed: bool| {
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let mut info = Array::with_capacity(5);
        info.insert("exec_msec", millis(timer.deadline.saturating_duration_since(base)));
        info.insert("exec_count", i64::try_from(timer.fired).unwrap_or(i64::MAX));
        info.insert("interval", timer.interval.map_or(0, millis));
        info.insert("round", timer.what.round);
        info.insert("removed", removed);
        info
    };
    if let Some(info) = TIMERS.with_borrow(|timers| timers.get(id).map(|timer| describe(timer, false))) {
        return Some(info);
    }
    RUNNING.with_borrow(|(running, timer)| timer.as_ref().filter(|_| *running == id).map(|timer| describe(timer, true)))
}

pub fn stats() -> Array {
    let mut stats = Array::with_capacity(3);
    stats.insert("initialized", BASE.get().is_some());
    stats.insert("num", i64::try_from(TIMERS.with_borrow(Timers::len)).unwrap_or(i64::MAX));
    stats.insert("round", super::rounds());
    stats
}

/// When a process without a runtime has to call [`run_due`].
pub fn next_deadline() -> Option<Instant> {
    TIMERS.with_borrow_mut(Timers::next_deadline)
}

/// Calls what is due now. Timers made meanwhile wait for the next turn.
pub fn run_due() {
    let now = Instant::now();
    while coroutine::fate().is_none() {
        let due = TIMERS.with_borrow_mut(|timers| {
            let id = timers.due(now)?;
            Some((id, Rc::clone(&timers.get(id)?.what)))
        });
        let Some((id, job)) = due else { return };
        let before = RUNNING.replace((id, None));
        match &job.work {
            Work::Own(work) => work(),
            Work::Call { callable, params } => {
                let mut args = Vec::with_capacity(params.len() + 1);
                if TIMERS.with_borrow(|timers| timers.get(id).is_some_and(|timer| timer.interval.is_some())) {
                    args.push(Zv::int(id));
                }
                args.extend(params.iter().cloned());
                call(callable, args);
            }
        }
        let removed = RUNNING.replace(before);
        let over = TIMERS.with_borrow_mut(|timers| timers.finish(id, Instant::now()));
        drop((removed, over, job));
    }
}

pub(super) fn is_empty() -> bool {
    TIMERS.with_borrow(Timers::is_empty)
}

/// Ids begin at 1 again.
pub(super) fn take_all() -> Timers<Rc<Job>> {
    BASE.set(None);
    TIMERS.take()
}
