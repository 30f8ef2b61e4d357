//! Coroutines that sleep, on one heap. Must not know why they do.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use rswoole_engine::timers::{TimerId, Timers};

use crate::coroutine;

thread_local! {
    static SLEEPS: RefCell<Timers<Waker>> = RefCell::default();
}

/// Ends when `time` has passed, not before, and to a tenth of a millisecond. Others run meanwhile, however short it is.
pub fn sleep(time: Duration) -> Sleeping {
    Sleeping { begun: Instant::now(), time, id: None }
}

pub struct Sleeping {
    begun: Instant,
    time: Duration,
    id: Option<TimerId>,
}

impl Future for Sleeping {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // A deadline that the clock cannot say is one that is never reached.
        let Some(deadline) = self.begun.checked_add(self.time) else { return Poll::Pending };
        // Not at the first look: others have to run.
        if self.id.is_some() && deadline <= Instant::now() {
            return Poll::Ready(());
        }
        self.wake_nobody();
        let (id, is_first) = SLEEPS.with_borrow_mut(|sleeps| {
            let before = sleeps.next_deadline();
            let id = sleeps.add(self.begun, self.time, false, cx.waker().clone());
            (id, before != sleeps.next_deadline())
        });
        self.id = Some(id);
        if is_first {
            coroutine::wake_loop();
        }
        Poll::Pending
    }
}

impl Sleeping {
    fn wake_nobody(&mut self) {
        if let Some(id) = self.id.take() {
            let waker = SLEEPS.with_borrow_mut(|sleeps| sleeps.remove(id));
            drop(waker);
        }
    }
}

impl Drop for Sleeping {
    fn drop(&mut self) {
        self.wake_nobody();
    }
}

pub(super) fn wake_due() {
    if SLEEPS.with_borrow(Timers::is_empty) {
        return;
    }
    let now = Instant::now();
    while let Some(due) = SLEEPS.with_borrow_mut(|sleeps| {
        let id = sleeps.due(now)?;
        sleeps.finish(id, now)
    }) {
        due.what.wake();
    }
}

pub(super) fn next_deadline() -> Option<Instant> {
    SLEEPS.with_borrow_mut(Timers::next_deadline)
}

/// Who sleeps is never woken. Ids go on, for a sleep that ends later takes back its own.
pub(super) fn clear() {
    let left: Vec<_> =
        SLEEPS.with_borrow_mut(|sleeps| sleeps.ids().into_iter().filter_map(|id| sleeps.remove(id)).collect());
    drop(left);
}

/// Those of the parent are not the child's.
pub(super) fn forget() {
    std::mem::forget(SLEEPS.take());
}
