//! One coroutine: a pooled fiber and what PHP can see and do to it. It must not decide who runs next.

use std::{
    cell::{Cell, RefCell},
    io,
    rc::Rc,
    sync::Arc,
    task::Waker,
    time::{Duration, Instant},
};

use rswoole_engine::timers::TimerId;

use super::join::Join;
use super::ready::{ReadyQueue, Ticket};
use crate::event_loop::limits;
use crate::zend::fiber::{self, Fiber};
use crate::zend::{Bailout, Callable, Object, Outcome, Raised, Zv, bailout_pending, exception_pending, take_exception};

/// What `Coroutine::getCid()` gives; from 1 on.
pub type Cid = i64;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// In the pool.
    Idle,
    /// Running, or below a coroutine that it started or resumed.
    Running,
    /// In `yield()`: only `resume()` or `cancel()` continues it.
    Parked,
    /// In an operation that wakes it.
    Waiting,
    /// It computed for too long and lies in the queue.
    Preempted,
}

impl State {
    /// Whether a coroutine that comes out of the queue goes on.
    pub(super) fn is_woken_by_queue(self) -> bool {
        matches!(self, State::Waiting | State::Preempted)
    }
}

/// Why a coroutine is continued although what it waits for has not happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interrupt {
    /// `cancel($cid)`: the operation gives its failure value.
    Cancel,
    /// `cancel($cid, true)`: the operation throws a CanceledException.
    CancelWithException,
    /// The time of `setTimeLimit()` is over: the operation throws a TimeoutException.
    TimeOver,
    /// The request ends: PHP's frames are unwound, destructors run, nothing else does.
    Unwind,
}

pub struct Coroutine {
    pub(super) fiber: Fiber,
    pub(super) ticket: Arc<Ticket>,
    pub(super) waker: Waker,
    pub(super) cid: Cell<Cid>,
    pub(super) parent: Cell<Cid>,
    pub(super) state: Cell<State>,
    pub(super) interrupt: Cell<Option<Interrupt>>,
    /// Whether the last operation was cancelled (`isCanceled()`).
    pub(super) cancelled: Cell<bool>,
    pub(super) started: Cell<Instant>,
    /// False after `disableScheduler()`.
    pub(super) preemptible: Cell<bool>,
    /// Its time ran out while it waited for nothing.
    pub(super) overdue: Cell<bool>,
    /// Of `setTimeLimit()`: each call is a limit of its own. Some may be over.
    limits: RefCell<Vec<TimerId>>,
    /// Whether the scheduler's index by cid has it (from the first suspension on).
    pub(super) indexed: Cell<bool>,
    /// Who entered it, while it runs.
    pub(super) below: RefCell<Option<Rc<Coroutine>>>,
    pub(super) joined_by: RefCell<Option<Rc<Join>>>,
    defers: RefCell<Vec<Callable>>,
    context: RefCell<Option<Object>>,
}

impl Coroutine {
    pub(super) fn new(slot: usize, stack_size: usize, queue: &Arc<ReadyQueue>) -> io::Result<Coroutine> {
        let ticket = Ticket::new(slot, queue);
        Ok(Coroutine {
            fiber: Fiber::new(stack_size)?,
            waker: Waker::from(Arc::clone(&ticket)),
            ticket,
            cid: Cell::new(0),
            parent: Cell::new(-1),
            state: Cell::new(State::Idle),
            interrupt: Cell::new(None),
            cancelled: Cell::new(false),
            started: Cell::new(Instant::now()),
            preemptible: Cell::new(true),
            overdue: Cell::new(false),
            limits: RefCell::default(),
            indexed: Cell::new(false),
            below: RefCell::new(None),
            joined_by: RefCell::new(None),
            defers: RefCell::new(Vec::new()),
            context: RefCell::new(None),
        })
    }

    pub(super) fn begin(&self, cid: Cid, parent: Cid) {
        self.cid.set(cid);
        self.parent.set(parent);
        self.state.set(State::Running);
        self.interrupt.set(None);
        self.cancelled.set(false);
        self.started.set(Instant::now());
        self.preemptible.set(true);
        self.overdue.set(false);
        self.indexed.set(false);
    }

    pub fn cid(&self) -> Cid {
        self.cid.get()
    }

    /// Who created it; -1: no coroutine.
    pub fn parent(&self) -> Cid {
        self.parent.get()
    }

    pub fn state(&self) -> State {
        self.state.get()
    }

    /// Whether the preemptive scheduler may stop it. True: that changed.
    pub fn set_preemptible(&self, allow: bool) -> bool {
        self.preemptible.replace(allow) != allow
    }

    /// From now on it has `limit` to go on.
    pub fn set_time_limit(&self, limit: Duration) {
        let id = limits::add(self.cid(), limit);
        self.limits.borrow_mut().push(id);
    }

    pub(super) fn drop_time_limits(&self) {
        if !self.limits.borrow().is_empty() {
            self.limits.take().into_iter().for_each(limits::remove);
        }
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.get()
    }

    pub fn elapsed_ms(&self) -> i64 {
        i64::try_from(self.started.get().elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    pub fn vm_stack_size(&self) -> usize {
        self.fiber.vm_stack_size()
    }

    /// Runs `body` as if PHP were where this coroutine is: backtraces show its frames.
    pub fn at_its_frame<T>(&self, body: impl FnOnce() -> T) -> T {
        self.fiber.at_its_frame(body)
    }

    /// `defer()`: last registered, first called.
    pub fn defer(&self, callback: Callable) {
        self.defers.borrow_mut().push(callback);
    }

    /// The context object, made by `make` when it is first asked for.
    pub fn context(&self, make: impl FnOnce() -> Outcome<Object>) -> Outcome<Object> {
        if let Some(context) = &*self.context.borrow() {
            return Ok(context.clone());
        }
        let made = make()?;
        *self.context.borrow_mut() = Some(made.clone());
        Ok(made)
    }

    fn is_unwinding(&self) -> bool {
        self.interrupt.get() == Some(Interrupt::Unwind)
    }

    /// Runs on the fiber when the coroutine's function is over: reports what it threw, runs the deferred callbacks, drops the
    /// context, flushes the output buffers that were left open. `Err`: the process is to end as after a fatal error.
    pub(super) fn finish(&self, result: Outcome<Zv>) -> Result<(), Bailout> {
        if bailout_pending() || matches!(result, Err(Raised::Bailout)) {
            return Err(Bailout);
        }
        let unwinding = self.is_unwinding();
        let mut fatal = false;
        let mut result = result.ok();
        if exception_pending() {
            result = None;
            fatal = !self.dispose_exception(unwinding)?;
        }
        if unwinding {
            self.drop_values();
            return Ok(());
        }
        if !self.defers.borrow().is_empty() {
            self.run_defers(result)?;
        } else {
            drop(result);
        }
        if self.context.borrow().is_some() {
            let context = self.context.borrow_mut().take();
            drop(context);
        }
        fiber::end_output_buffers()?;
        if bailout_pending() || fatal || (exception_pending() && !self.dispose_exception(false)?) {
            return Err(Bailout);
        }
        Ok(())
    }

    /// False: it was a real exception, and has been reported.
    fn dispose_exception(&self, unwinding: bool) -> Result<bool, Bailout> {
        let Some(exception) = take_exception() else { return Ok(true) };
        if unwinding && fiber::is_unwinding_exception(&exception) {
            return Ok(true);
        }
        fiber::report_uncaught(exception)?;
        Ok(false)
    }

    /// The callbacks get the function's return value; nothing if it threw (the original does so).
    fn run_defers(&self, result: Option<Zv>) -> Result<(), Bailout> {
        loop {
            let Some(callback) = self.defers.borrow_mut().pop() else { return Ok(()) };
            let outcome = match &result {
                Some(result) => callback.call(&mut [result.clone()]),
                None => callback.call(&mut []),
            };
            match outcome {
                Ok(_) => {}
                Err(Raised::Bailout) => return Err(Bailout),
                Err(Raised::Exception) => {
                    if !self.dispose_exception(self.is_unwinding())? {
                        return Err(Bailout);
                    }
                }
            }
        }
    }

    /// Drops the PHP values that the coroutine holds, without calling the deferred callbacks.
    pub(super) fn drop_values(&self) {
        let defers = std::mem::take(&mut *self.defers.borrow_mut());
        let context = self.context.borrow_mut().take();
        drop((defers, context));
    }
}
