//! Wakes a loop, in whatever process it runs, only when it sleeps. Must not know what it is woken for.

use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Arc;
use std::time::Duration;

use super::announcement::Announcement;
use super::cells::{Line, SharedCells};
use crate::sys::eventfd::EventFd;

/// One per loop that sleeps; its clones (and the copies that fork makes) are the same bell.
///
/// The loop calls `prepare_sleep` when its rings are drained, sleeps if told so, and calls `awake` when it wakes. Others call
/// `ring` after they published. The eventfd is registered edge-triggered and never read by a loop.
#[derive(Clone, Debug)]
pub struct Bell {
    sleeper: SharedCells<Line<Announcement>>,
    event: Arc<EventFd>,
}

impl Bell {
    pub fn new() -> io::Result<Bell> {
        Ok(Bell { sleeper: SharedCells::new(1)?, event: Arc::new(EventFd::new()?) })
    }

    /// After publishing: wakes the owner if it said that it sleeps. True when it cost a system call.
    #[inline]
    pub fn ring(&self) -> bool {
        let asleep = self.sleeping().take();
        if asleep {
            self.event.notify();
        }
        asleep
    }

    /// Wakes the owner whatever it said. Async-signal-safe.
    pub fn force(&self) {
        self.event.notify();
    }

    /// Owner, with everything drained: announces sleep. False when `more` then finds something to do: do not sleep.
    #[inline]
    #[must_use = "sleeping on false may last for ever"]
    pub fn prepare_sleep(&self, more: impl FnOnce() -> bool) -> bool {
        self.sleeping().announce();
        if more() {
            self.sleeping().retract();
            return false;
        }
        true
    }

    /// Owner, after it woke, for whatever reason.
    #[inline]
    pub fn awake(&self) {
        self.sleeping().retract();
    }

    /// Owner outside of its loop (a blocking callback): sleeps until rung, until `more` finds something, until a signal or until
    /// the time is over. True when there may be something to do. `more` must look at everything waited for: what came before the
    /// call left no trace in the eventfd. The loop looks at its rings before it sleeps again, so this wait takes nothing from it.
    pub fn wait(&self, timeout: Option<Duration>, more: impl FnOnce() -> bool) -> bool {
        self.event.drain();
        if !self.prepare_sleep(more) {
            return true;
        }
        let rung = self.event.wait(timeout);
        self.awake();
        rung
    }

    /// For the owner's poll set: edge-triggered, for reading.
    pub fn fd(&self) -> RawFd {
        self.event.as_raw_fd()
    }

    /// The eventfd was ever written, as a loop that polls it would see.
    #[cfg(all(test, not(rswoole_loom)))]
    pub(crate) fn was_rung(&self) -> bool {
        self.event.wait(Some(Duration::ZERO))
    }

    #[inline]
    fn sleeping(&self) -> &Announcement {
        &self.sleeper[0].0
    }
}

#[cfg(all(test, not(rswoole_loom)))]
mod tests {
    use super::*;

    #[test]
    fn rings_only_who_sleeps_and_only_once() {
        let bell = Bell::new().unwrap();
        assert!(!bell.ring());
        assert!(bell.prepare_sleep(|| false));
        assert!(bell.ring());
        assert!(!bell.ring());
        assert!(bell.wait(Some(Duration::ZERO), || true));
    }

    #[test]
    fn does_not_sleep_when_there_is_more() {
        let bell = Bell::new().unwrap();
        assert!(!bell.prepare_sleep(|| true));
        assert!(!bell.ring());
    }

    #[test]
    fn awake_takes_the_announcement_back() {
        let bell = Bell::new().unwrap();
        assert!(bell.prepare_sleep(|| false));
        bell.awake();
        assert!(!bell.ring());
    }

    #[test]
    fn waits_until_rung_from_another_thread() {
        let bell = Bell::new().unwrap();
        let other = bell.clone();
        let ringer = std::thread::spawn(move || {
            let deadline = std::time::Instant::now() + Duration::from_secs(10);
            while !other.ring() && std::time::Instant::now() < deadline {
                std::thread::yield_now();
            }
        });
        assert!(bell.wait(Some(Duration::from_secs(10)), || false));
        ringer.join().unwrap();
    }

    #[test]
    fn a_forced_ring_wakes_who_did_not_announce() {
        let bell = Bell::new().unwrap();
        bell.force();
        assert!(bell.was_rung());
    }
}
