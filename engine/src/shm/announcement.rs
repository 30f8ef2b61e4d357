//! "I wait for you to make progress": the flag behind bells and space requests, and the order of stores and loads that
//! loses no wake-up. Must not know what is waited for, nor how the waiter is woken.
//!
//! Two sides. The *waiter* announces, then looks once more for what it waits for. The *other* makes progress (a release
//! store of its position), then takes the announcement. Each side stores, passes a `SeqCst` fence, and only then loads what the
//! other stored; of two such sides at least one sees the other's store. So either the waiter finds the progress
//! and retracts, or the other side finds the announcement and wakes it; both may happen, neither can fail to.
//!
//! `raised` is 0 or 1. The waiter stores 1 (announce) and 0 (retract); the other side swaps 1 for 0 (take), so that one
//! announcement causes one wake-up. A process that dies leaves at worst a raised flag: one wake-up too many.

use super::sync::{AtomicU32, Ordering, fence};

#[derive(Debug)]
#[repr(transparent)]
pub(super) struct Announcement {
    raised: AtomicU32,
}

impl Announcement {
    /// Waiter: afterwards look once more for what you wait for, before you really wait.
    #[inline]
    pub(super) fn announce(&self) {
        // A swap where a store would do: loom knows the order of two swaps, but not that of a store and a swap (its model then
        // lets `take` read a 0 older than this 1). Costs nothing next to the sleep that follows.
        self.raised.swap(1, Ordering::Relaxed);
        fence(Ordering::SeqCst);
    }

    /// Waiter: no longer waiting.
    #[inline]
    pub(super) fn retract(&self) {
        self.raised.store(0, Ordering::Relaxed);
    }

    /// Either side, as a hint only: without the fence of `take` it may be late.
    #[inline]
    pub(super) fn is_raised(&self) -> bool {
        self.raised.load(Ordering::Relaxed) == 1
    }

    /// Other side, after it made progress: true when it has to wake the waiter.
    #[inline]
    pub(super) fn take(&self) -> bool {
        fence(Ordering::SeqCst);
        self.is_raised() && self.raised.swap(0, Ordering::AcqRel) == 1
    }
}

#[cfg(all(test, rswoole_loom))]
mod tests {
    use super::super::sync::{AtomicU32, Ordering};
    use super::Announcement;
    use loom::sync::Arc;
    use loom::thread;

    fn announcement() -> Announcement {
        Announcement { raised: AtomicU32::new(0) }
    }

    /// A consumer that goes to sleep only after it announced it and saw nothing is always rung (bell), and a producer that waits
    /// for room after it asked and saw none is always answered (space request): the same two steps.
    #[test]
    fn loom_no_wake_up_is_lost() {
        loom::model(|| {
            let shared = Arc::new((announcement(), AtomicU32::new(0)));
            let other = shared.clone();
            let woken = thread::spawn(move || {
                other.1.store(1, Ordering::Release);
                other.0.take()
            });
            shared.0.announce();
            let found = shared.1.load(Ordering::Acquire) == 1;
            let woken = woken.join().unwrap();
            assert!(found || woken, "the waiter sleeps and nobody will wake it");
        });
    }

    /// The same over two rounds of progress with a retraction between them.
    #[test]
    fn loom_a_retracted_announcement_can_be_made_again() {
        loom::model(|| {
            let shared = Arc::new((announcement(), AtomicU32::new(0)));
            let other = shared.clone();
            let rings = thread::spawn(move || {
                let mut rings = 0;
                for position in 1..=2 {
                    other.1.store(position, Ordering::Release);
                    rings += u32::from(other.0.take());
                }
                rings
            });
            let mut seen = 0;
            let mut asleep = false;
            for _ in 0..2 {
                shared.0.announce();
                let now = shared.1.load(Ordering::Acquire);
                if now == seen {
                    asleep = true;
                    break;
                }
                seen = now;
                shared.0.retract();
                if seen == 2 {
                    break;
                }
            }
            let rings = rings.join().unwrap();
            assert!(!asleep || seen == 2 || rings > 0, "asleep at {seen} of 2 and never rung");
        });
    }

    /// Two producers that both made progress ring one sleeper once.
    #[test]
    fn loom_one_announcement_causes_one_wake_up() {
        loom::model(|| {
            let shared = Arc::new(announcement());
            shared.announce();
            let other = shared.clone();
            let theirs = thread::spawn(move || other.take());
            let ours = shared.take();
            assert!(ours ^ theirs.join().unwrap());
        });
    }
}
