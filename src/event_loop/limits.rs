//! `Coroutine::setTimeLimit()`: when the time of a coroutine is over, what it waits for is interrupted, or what it waits for next. Must
//! not know what that is. Apart from `timers`, for scripts see and clear those.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use rswoole_engine::timers::{TimerId, Timers};

use crate::coroutine::{self, Cid};
use rswoole_engine::worker::Fate;

thread_local! {
    static LIMITS: RefCell<Timers<Cid>> = RefCell::default();
}

pub fn add(cid: Cid, limit: Duration) -> TimerId {
    let id = LIMITS.with_borrow_mut(|limits| limits.add(Instant::now(), limit, false, cid));
    coroutine::loop_wanted();
    id
}

/// Its coroutine is over.
pub fn remove(id: TimerId) {
    LIMITS.with_borrow_mut(|limits| limits.remove(id));
}

pub(super) fn interrupt_due() {
    let now = Instant::now();
    while coroutine::fate().is_none() {
        let due = LIMITS.with_borrow_mut(|limits| {
            let id = limits.due(now)?;
            limits.finish(id, now)
        });
        let Some(limit) = due else { return };
        let Some(coroutine) = coroutine::find(limit.what) else { continue };
        if coroutine::time_over(&coroutine).is_err() {
            coroutine::set_fate(Fate::Bailout);
        }
    }
}

pub(super) fn is_empty() -> bool {
    LIMITS.with_borrow(Timers::is_empty)
}

pub(super) fn next_deadline() -> Option<Instant> {
    LIMITS.with_borrow_mut(Timers::next_deadline)
}

/// Nobody of this process is limited any more.
pub(super) fn clear() {
    drop(LIMITS.take());
}

/// Those of the parent are not the child's.
pub(super) fn forget() {
    std::mem::forget(LIMITS.take());
}
