//! Wakes the loop for the earliest of the times that something waits for. Must not know what that is.

use std::cell::RefCell;
use std::task::Context;
use std::time::Instant;

use rswoole_engine::net::Alarm;
use rswoole_engine::sys::forks;
use tokio::runtime::{Handle, Id};

/// The loop that an alarm wakes. A process may have several in turn: a master's reactor, and the loop of what it does at its end.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Owner {
    runtime: Id,
    process: u64,
}

thread_local! {
    /// Made when there is something to wait for.
    static ALARM: RefCell<Option<(Owner, Alarm)>> = const { RefCell::new(None) };
}

/// At the end of a turn.
pub(super) fn poll(next: Option<Instant>, cx: &mut Context<'_>) {
    ALARM.with_borrow_mut(|slot| {
        if slot.is_none() && next.is_none() {
            return;
        }
        let Ok(handle) = Handle::try_current() else { return };
        let owner = Owner { runtime: handle.id(), process: forks::generation() };
        if slot.as_ref().is_some_and(|(of, _)| *of != owner) {
            discard(slot.take());
        }
        let told = match slot {
            Some((_, alarm)) => alarm.poll(next, cx),
            // Another loop had one, and nothing waits in this.
            None if next.is_none() => Ok(()),
            None => Alarm::new().and_then(|alarm| slot.insert((owner, alarm)).1.poll(next, cx)),
        };
        if let Err(error) = told {
            // Out of descriptors: time goes on without it, at the price of a loop that does not rest.
            tracing::error!("the loop has no timer: {error}; the limit of open files (ulimit -n) may be too low");
            cx.waker().wake_by_ref();
        }
    });
}

/// The runtime is gone, or that of the parent.
pub(super) fn clear() {
    discard(ALARM.take());
}

/// In a forked process the loop of the parent is not the child's to touch.
fn discard(alarm: Option<(Owner, Alarm)>) {
    if alarm.as_ref().is_some_and(|(of, _)| of.process != forks::generation()) {
        std::mem::forget(alarm);
    }
}
