//! One coroutine that waits for a sign of another one. Channels, wait groups, locks and barriers keep these in their queues. It must not
//! know what is waited for, and nothing of it goes through the event loop but time limits.

use std::{cell::Cell, future::poll_fn, rc::Rc, task::Poll, time::Duration};

use super::instance::{Coroutine, State};
use super::scheduler::{self, Cancelled, Keep};
use crate::zend::Outcome;

pub struct Waiter {
    coroutine: Rc<Coroutine>,
    woken: Cell<bool>,
    /// The wait is over without a sign; the coroutine is elsewhere.
    gone: Cell<bool>,
}

impl Waiter {
    /// For `coroutine`, the running one.
    pub fn new(coroutine: Rc<Coroutine>) -> Rc<Waiter> {
        Rc::new(Waiter { coroutine, woken: Cell::new(false), gone: Cell::new(false) })
    }

    pub fn coroutine(&self) -> &Coroutine {
        &self.coroutine
    }

    /// Suspends until the sign (true) or until `limit` has passed (false). Whoever keeps this waiter forgets it after false and after an
    /// error.
    pub fn wait(&self, limit: Option<Duration>) -> Result<bool, Cancelled> {
        let Some(limit) = limit else {
            while !self.woken.get() {
                scheduler::suspend(&self.coroutine)?;
            }
            self.coroutine.cancelled.set(false);
            return Ok(true);
        };
        let sign = poll_fn(|_| if self.woken.get() { Poll::Ready(()) } else { Poll::Pending });
        scheduler::wait(async { tokio::time::timeout(limit, sign).await.is_ok() }, Keep::Loop)
    }

    /// Gives the sign and lets the waiting coroutine run now, as the original does; control comes back when it suspends or ends.
    pub fn resume(&self) -> Outcome<()> {
        self.woken.set(true);
        if !self.gone.get() && self.coroutine.state() == State::Waiting {
            scheduler::continue_now(&self.coroutine)?;
        }
        Ok(())
    }

    /// Gives the sign; the waiting coroutine runs when its turn comes.
    pub fn wake(&self) {
        self.woken.set(true);
        self.coroutine.waker.wake_by_ref();
    }

    /// A sign that comes now continues nobody.
    pub fn give_up(&self) {
        self.gone.set(true);
    }

    pub fn is_woken(&self) -> bool {
        self.woken.get()
    }
}
