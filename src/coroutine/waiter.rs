//! One coroutine that waits for a sign of another one. Channels, wait groups, locks and barriers keep these in their queues. It must not
//! know what is waited for, and nothing of it goes through the event loop but time limits.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    rc::Rc,
    task::Poll,
    time::Duration,
};

use super::instance::{Coroutine, State};
use super::scheduler::{self, Cancelled, Keep};
use crate::zend::{Outcome, PhpThread};

pub struct Waiter {
    /// None: a spare one.
    coroutine: Option<Rc<Coroutine>>,
    woken: Cell<bool>,
    /// The wait is over without a sign; the coroutine is elsewhere.
    gone: Cell<bool>,
}

/// Channels wait and wait again: what they are done with is used again instead of freed.
static SPARE: PhpThread<RefCell<Vec<Rc<Waiter>>>> = PhpThread::new(RefCell::default);
const SPARES: usize = 64;

impl Waiter {
    /// For `coroutine`, the running one.
    #[inline]
    pub fn new(coroutine: Rc<Coroutine>) -> Rc<Waiter> {
        let mut spare = SPARE.with_borrow_mut(Vec::pop);
        match spare.as_mut().and_then(Rc::get_mut) {
            Some(waiter) => {
                *waiter = Waiter { coroutine: Some(coroutine), woken: Cell::new(false), gone: Cell::new(false) };
                spare.expect("it was just written to")
            }
            None => Rc::new(Waiter { coroutine: Some(coroutine), woken: Cell::new(false), gone: Cell::new(false) }),
        }
    }

    /// For who knows that nobody else keeps it (otherwise it is just dropped).
    #[inline]
    pub fn done(mut self: Rc<Waiter>) {
        if let Some(waiter) = Rc::get_mut(&mut self) {
            let coroutine = waiter.coroutine.take();
            SPARE.with_borrow_mut(|spare| {
                if spare.len() < SPARES {
                    spare.push(self);
                }
            });
            drop(coroutine);
        }
    }

    pub fn coroutine(&self) -> &Rc<Coroutine> {
        self.coroutine.as_ref().expect("only one that nobody keeps is spare")
    }

    /// Suspends until the sign (true) or until `limit` has passed (false). Whoever keeps this waiter forgets it after false and after an
    /// error.
    #[inline]
    pub fn wait(&self, limit: Option<Duration>) -> Result<bool, Cancelled> {
        let coroutine = self.coroutine();
        let Some(limit) = limit else {
            while !self.woken.get() {
                scheduler::suspend(coroutine)?;
            }
            coroutine.cancelled.set(false);
            return Ok(true);
        };
        let sign = poll_fn(|_| if self.woken.get() { Poll::Ready(()) } else { Poll::Pending });
        scheduler::wait(async { tokio::time::timeout(limit, sign).await.is_ok() }, Keep::Loop)
    }

    /// Gives the sign and lets the waiting coroutine run now, as the original does; control comes back when it suspends or ends.
    #[inline]
    pub fn resume(&self) -> Outcome<()> {
        self.woken.set(true);
        let coroutine = self.coroutine();
        if !self.gone.get() && coroutine.state() == State::Waiting {
            scheduler::continue_now(coroutine)?;
        }
        Ok(())
    }

    /// Gives the sign; the waiting coroutine runs when its turn comes.
    pub fn wake(&self) {
        self.woken.set(true);
        self.coroutine().waker.wake_by_ref();
    }

    /// A sign that comes now continues nobody.
    pub fn give_up(&self) {
        self.gone.set(true);
    }

    pub fn is_woken(&self) -> bool {
        self.woken.get()
    }
}
