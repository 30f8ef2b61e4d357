//! The scheduler: starts coroutines, suspends and continues them, and runs those that were woken. It must not know an event loop:
//! a loop calls [`poll_ready`], and futures bring their own timers and sockets.
//!
//! Everything happens on PHP's one thread. No borrow of the scheduler is held while control is on another stack.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    fmt,
    future::Future,
    hash::{BuildHasherDefault, Hasher},
    io,
    pin::pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll},
};

use rswoole_engine::worker::Fate;

use super::instance::{Cid, Coroutine, Interrupt, State};
use super::options;
use super::ready::{ReadyQueue, Ticket};
use super::run_loop;
use crate::class::exception;
use crate::errors;
use crate::zend::fiber::{self, Fiber, Switched};
use crate::zend::{Bailout, Outcome, PhpThread, Raised, Zv, throw};

/// The pool keeps as many coroutines as lived at once during this or the last so many spawns, so a steady load never makes new ones,
/// and the memory of a peak is given back some time later.
const EPOCH: u32 = 1 << 16;

/// How the first stretch of a new coroutine ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SpawnOutcome {
    Done,
    Suspended,
    /// PHP bailed out: leave the loop ([`fate`]), or return `Raised::Bailout` to PHP.
    Bailout,
}

#[derive(Debug)]
pub enum SpawnError {
    /// `max_coroutine` are alive.
    Limit(usize),
    /// No memory for a stack.
    Stack(io::Error),
}

impl fmt::Display for SpawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpawnError::Limit(limit) => write!(f, "exceed max number of coroutine {limit}"),
            SpawnError::Stack(error) => {
                write!(f, "cannot map a stack of {} bytes for a coroutine: {error}; ", options::stack_size())?;
                f.write_str("lower c_stack_size or max_coroutine, or raise vm.max_map_count")
            }
        }
    }
}

/// Why a wait ended without its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cancelled {
    /// By `cancel()`: give the operation's failure value.
    Quietly,
    /// An exception (or a bailout) is under way: return it to PHP.
    Raised(Raised),
}

impl Cancelled {
    /// What the method gives back: `failure`, or the exception.
    pub fn reply<T>(self, failure: T) -> Outcome<T> {
        match self {
            Cancelled::Quietly => Ok(failure),
            Cancelled::Raised(raised) => Err(raised),
        }
    }
}

/// Whether a waiting coroutine keeps the event loop alive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// It waits for the outside world: a timer, a socket.
    Loop,
    /// It waits for other coroutines only: if nothing else is going on, nobody will ever wake it.
    Nothing,
}

#[derive(Default)]
struct Scheduler {
    current: RefCell<Option<Rc<Coroutine>>>,
    /// Every coroutine, pooled or not, by slot.
    table: RefCell<Vec<Option<Rc<Coroutine>>>>,
    free_slots: RefCell<Vec<usize>>,
    pool: RefCell<Vec<Rc<Coroutine>>>,
    /// Those that were suspended at least once. The others are on the chain of `below`, where they are found too.
    index: RefCell<HashMap<Cid, Rc<Coroutine>, BuildHasherDefault<CidHasher>>>,
    ready: Arc<ReadyQueue>,
    /// Emptied and filled again by `poll_ready`, to keep its memory.
    batch: RefCell<VecDeque<Arc<Ticket>>>,
    last_cid: Cell<Cid>,
    live: Cell<usize>,
    peak: Cell<usize>,
    /// Spawns in this epoch, the most alive at once in it and in the one before.
    spawns: Cell<u32>,
    epoch_peak: Cell<usize>,
    last_epoch_peak: Cell<usize>,
    /// Coroutines that wait with `Keep::Loop`.
    keeping: Cell<usize>,
    /// How often another stack went on.
    switches: Cell<u64>,
    fate: Cell<Option<Fate>>,
}

static SCHEDULER: PhpThread<Scheduler> = PhpThread::new(Scheduler::default);

/// Runs `job` in a new coroutine, at once, until it is over or suspends. Allocates nothing when a pooled coroutine is free.
///
/// The job gives the value that deferred callbacks get. An exception that it leaves pending is reported as PHP does, and ends
/// the process (`Bailout`), as the documentation says.
#[inline]
pub fn spawn<F: FnOnce() -> Outcome<Zv> + 'static>(job: F) -> Result<(Cid, SpawnOutcome), SpawnError> {
    begin(|fiber, own| fiber.run(move || own.finish(job())))
}

/// As [`spawn`], for a job that begins with a copy of `bytes` as a PHP string.
#[inline]
pub fn spawn_with<F>(bytes: &[u8], job: F) -> Result<(Cid, SpawnOutcome), SpawnError>
where
    F: FnOnce(Zv) -> Outcome<Zv> + 'static,
{
    begin(|fiber, own| fiber.run_with(bytes, move |copy| own.finish(job(copy))))
}

#[inline]
fn begin(run: impl FnOnce(&Fiber, Rc<Coroutine>) -> Switched) -> Result<(Cid, SpawnOutcome), SpawnError> {
    SCHEDULER.with(|scheduler| {
        let coroutine = scheduler.take_idle()?;
        let cid = scheduler.last_cid.get() + 1;
        scheduler.last_cid.set(cid);
        coroutine.begin(cid, scheduler.current.borrow().as_ref().map_or(-1, |current| current.cid()));
        scheduler.count_in();
        let own = Rc::clone(&coroutine);
        let outcome = scheduler.enter(coroutine, |coroutine| run(&coroutine.fiber, own));
        Ok((cid, outcome))
    })
}

/// Polls `future` to its end, suspending the running coroutine while it is pending. It must be called in a coroutine.
pub fn await_in_coroutine<F: Future>(future: F) -> Result<F::Output, Cancelled> {
    wait(future, Keep::Loop)
}

/// As [`await_in_coroutine`], for futures that may wait for other coroutines only.
pub fn wait<F: Future>(future: F, keep: Keep) -> Result<F::Output, Cancelled> {
    let coroutine = current().expect("waiting needs a coroutine: check in_coroutine() first");
    // tokio's cooperative budget is made for tasks; all coroutines share one task, so it would stop them at random.
    let mut future = pin!(tokio::task::unconstrained(future));
    loop {
        let polled = run_loop::inside_runtime(|| future.as_mut().poll(&mut Context::from_waker(&coroutine.waker)));
        if let Poll::Ready(output) = polled {
            coroutine.cancelled.set(false);
            return Ok(output);
        }
        pause(&coroutine, State::Waiting, keep)?;
    }
}

/// `Coroutine::yield()`: suspends the running coroutine, which is `coroutine`, until `resume()`.
pub fn park(coroutine: &Rc<Coroutine>) -> Result<(), Cancelled> {
    debug_assert_eq!(coroutine.state(), State::Running);
    pause(coroutine, State::Parked, Keep::Nothing)?;
    coroutine.cancelled.set(false);
    Ok(())
}

/// Suspends `coroutine`, the running one, once; it waits for other coroutines, which continue it by [`continue_now`] or its waker. It may
/// also be continued for no reason (a late wake): look and suspend again.
pub(super) fn suspend(coroutine: &Rc<Coroutine>) -> Result<(), Cancelled> {
    pause(coroutine, State::Waiting, Keep::Nothing)
}

/// Continues a waiting coroutine at once, past the queue; control comes back when it suspends again or ends.
pub(super) fn continue_now(coroutine: &Rc<Coroutine>) -> Result<(), Bailout> {
    debug_assert_eq!(coroutine.state(), State::Waiting);
    SCHEDULER.with(|scheduler| scheduler.resume(coroutine))
}

/// Suspends the running coroutine once.
#[inline]
fn pause(coroutine: &Rc<Coroutine>, state: State, keep: Keep) -> Result<(), Cancelled> {
    if coroutine.interrupt.get() == Some(Interrupt::Unwind) {
        // A destructor that waits while the coroutine is unwound: nothing is waited for any more.
        return Err(Cancelled::Raised(fiber::throw_unwind()));
    }
    if coroutine.overdue.get() && state != State::Preempted {
        return Err(too_late(coroutine));
    }
    SCHEDULER.with(|scheduler| {
        scheduler.remember(coroutine);
        let kept = usize::from(keep == Keep::Loop);
        scheduler.keeping.set(scheduler.keeping.get() + kept);
        coroutine.state.set(state);
        let suspended = fiber::suspend();
        coroutine.state.set(State::Running);
        scheduler.keeping.set(scheduler.keeping.get() - kept);
        suspended.map_err(Cancelled::Raised)
    })?;
    match coroutine.interrupt.get() {
        None => Ok(()),
        Some(interrupt) => Err(continued_otherwise(coroutine, interrupt)),
    }
}

#[cold]
fn too_late(coroutine: &Coroutine) -> Cancelled {
    coroutine.overdue.set(false);
    interrupted(coroutine, Interrupt::TimeOver)
}

#[cold]
fn continued_otherwise(coroutine: &Coroutine, interrupt: Interrupt) -> Cancelled {
    if interrupt == Interrupt::Unwind {
        coroutine.cancelled.set(true);
        return Cancelled::Raised(fiber::throw_unwind());
    }
    coroutine.interrupt.set(None);
    interrupted(coroutine, interrupt)
}

fn interrupted(coroutine: &Coroutine, interrupt: Interrupt) -> Cancelled {
    coroutine.cancelled.set(true);
    errors::set_last(errors::code::CO_CANCELED);
    match interrupt {
        Interrupt::CancelWithException => Cancelled::Raised(throw(&exception::CANCELED, 0, "")),
        Interrupt::TimeOver => Cancelled::Raised(throw(&exception::TIMEOUT, 0, "")),
        Interrupt::Cancel | Interrupt::Unwind => Cancelled::Quietly,
    }
}

/// The time of a coroutine is over: interrupts what it waits for, now or next.
pub fn time_over(coroutine: &Rc<Coroutine>) -> Result<(), Bailout> {
    if matches!(coroutine.state(), State::Parked | State::Waiting) {
        return interrupt(coroutine, Interrupt::TimeOver);
    }
    coroutine.overdue.set(true);
    Ok(())
}

/// Sends the running coroutine to the end of the queue, unless it asked to be left alone or is where PHP allows no switch.
pub(super) fn give_way() -> Outcome<()> {
    let Some(own) = current().filter(|own| own.preemptible.get() && !fiber::is_switching_blocked()) else {
        return Ok(());
    };
    own.waker.wake_by_ref();
    pause(&own, State::Preempted, Keep::Nothing).or_else(|cancelled| cancelled.reply(()))
}

/// How often another stack went on.
pub(super) fn switches() -> u64 {
    SCHEDULER.with(|scheduler| scheduler.switches.get())
}

/// Continues a parked coroutine now; control comes back when it suspends again or ends.
pub fn resume_parked(coroutine: &Rc<Coroutine>) -> Result<(), Bailout> {
    debug_assert_eq!(coroutine.state(), State::Parked);
    SCHEDULER.with(|scheduler| scheduler.resume(coroutine))
}

/// Interrupts what a suspended coroutine waits for, and continues it now.
pub fn interrupt(coroutine: &Rc<Coroutine>, interrupt: Interrupt) -> Result<(), Bailout> {
    coroutine.interrupt.set(Some(interrupt));
    SCHEDULER.with(|scheduler| scheduler.resume(coroutine))
}

/// Runs the coroutines that are ready and keeps the loop's waker for later ones. Those that become ready meanwhile run at the next
/// poll, so that the loop gets to its sockets in between.
pub fn poll_ready(cx: &mut Context<'_>) {
    SCHEDULER.with(|scheduler| {
        scheduler.ready.attach(cx.waker());
        let mut batch = scheduler.batch.take();
        scheduler.ready.take(&mut batch);
        while let Some(ticket) = batch.pop_front() {
            if scheduler.fate.get().is_some() {
                break;
            }
            let coroutine = scheduler.table.borrow().get(ticket.slot).cloned().flatten();
            // A wake may be late: the coroutine went on for another reason.
            let Some(coroutine) = coroutine.filter(|coroutine| coroutine.state().is_woken_by_queue()) else { continue };
            if scheduler.resume(&coroutine).is_err() {
                scheduler.fate.set(Some(Fate::Bailout));
            }
        }
        scheduler.ready.put_back(&mut batch);
        scheduler.batch.replace(batch);
        if !scheduler.ready.is_empty() {
            cx.waker().wake_by_ref();
        }
    });
}

/// Set once PHP bailed out in a coroutine that the loop ran: leave the loop at once.
pub fn fate() -> Option<Fate> {
    SCHEDULER.with(|scheduler| scheduler.fate.get())
}

/// A bailout was reported by [`spawn`] to code that has no PHP below it.
pub fn set_fate(fate: Fate) {
    SCHEDULER.with(|scheduler| scheduler.fate.set(Some(fate)));
}

#[inline]
pub fn current() -> Option<Rc<Coroutine>> {
    SCHEDULER.with(|scheduler| scheduler.current.borrow().clone())
}

/// -1 outside.
#[inline]
pub fn current_cid() -> Cid {
    SCHEDULER.with(|scheduler| scheduler.current.borrow().as_ref().map_or(-1, |current| current.cid()))
}

#[inline]
pub fn in_coroutine() -> bool {
    SCHEDULER.with(|scheduler| scheduler.current.borrow().is_some())
}

pub fn find(cid: Cid) -> Option<Rc<Coroutine>> {
    SCHEDULER.with(|scheduler| {
        if let Some(found) = scheduler.index.borrow().get(&cid) {
            return Some(Rc::clone(found));
        }
        let mut next = scheduler.current.borrow().clone();
        while let Some(coroutine) = next {
            if coroutine.cid() == cid {
                return Some(coroutine);
            }
            next = coroutine.below.borrow().clone();
        }
        None
    })
}

/// The newest first.
pub fn all() -> Vec<Rc<Coroutine>> {
    SCHEDULER.with(|scheduler| {
        let mut all: Vec<_> = scheduler
            .table
            .borrow()
            .iter()
            .flatten()
            .filter(|coroutine| coroutine.state() != State::Idle)
            .cloned()
            .collect();
        all.sort_unstable_by_key(|coroutine| std::cmp::Reverse(coroutine.cid()));
        all
    })
}

/// Coroutines that are not over.
pub fn live() -> usize {
    SCHEDULER.with(|scheduler| scheduler.live.get())
}

pub fn peak() -> usize {
    SCHEDULER.with(|scheduler| scheduler.peak.get())
}

pub fn last_cid() -> Cid {
    SCHEDULER.with(|scheduler| scheduler.last_cid.get())
}

/// Whether a coroutine waits for the outside world or is ready to run.
pub fn keeps_loop_alive() -> bool {
    SCHEDULER.with(|scheduler| scheduler.keeping.get() > 0 || !scheduler.ready.is_empty())
}

/// Wakes the loop although no coroutine is ready.
pub fn wake_loop() {
    SCHEDULER.with(|scheduler| scheduler.ready.wake_loop());
}

pub(super) fn detach_loop() {
    SCHEDULER.with(|scheduler| scheduler.ready.detach());
}

/// The coroutines that a forked process finds belong to its parent. Their values stay where they are until the process ends.
pub(super) fn forget_after_fork() {
    SCHEDULER.with(|scheduler| {
        scheduler.ready.detach();
        scheduler.ready.take(&mut scheduler.batch.borrow_mut());
        scheduler.batch.borrow_mut().clear();
        std::mem::forget((scheduler.pool.take(), scheduler.table.take(), scheduler.index.take()));
        scheduler.free_slots.borrow_mut().clear();
        scheduler.start_over();
    });
}

/// At the end of a request: unwinds what is suspended, so that PHP frames give back their values and futures are dropped, then
/// drops the pool. After a bailout PHP cannot run any more: suspended coroutines stay as they are until the process ends.
pub fn shut_down() {
    SCHEDULER.with(|scheduler| {
        if scheduler.fate.get().is_none() && !fiber::is_after_bailout() {
            for coroutine in all() {
                if matches!(coroutine.state(), State::Parked | State::Waiting | State::Preempted)
                    && interrupt(&coroutine, Interrupt::Unwind).is_err()
                {
                    scheduler.fate.set(Some(Fate::Bailout));
                    break;
                }
            }
        }
        scheduler.pool.borrow_mut().clear();
        for entry in scheduler.table.take().into_iter().flatten() {
            if entry.state() != State::Idle {
                // Its stack still holds values; nobody will run it again.
                std::mem::forget(entry);
            }
        }
        scheduler.free_slots.borrow_mut().clear();
        let index = scheduler.index.take();
        drop(index);
        scheduler.start_over();
    });
}

impl Scheduler {
    /// Nothing is alive any more, and ids count from 1 again.
    fn start_over(&self) {
        self.last_cid.set(0);
        self.live.set(0);
        self.peak.set(0);
        self.epoch_peak.set(0);
        self.last_epoch_peak.set(0);
        self.keeping.set(0);
        self.fate.set(None);
    }

    #[inline]
    fn take_idle(&self) -> Result<Rc<Coroutine>, SpawnError> {
        let limit = options::max_coroutine();
        if self.live.get() >= limit {
            return Err(SpawnError::Limit(limit));
        }
        let pooled = self.pool.borrow_mut().pop();
        match pooled {
            Some(coroutine) => Ok(coroutine),
            None => self.make(),
        }
    }

    #[cold]
    fn make(&self) -> Result<Rc<Coroutine>, SpawnError> {
        let mut table = self.table.borrow_mut();
        let slot = self.free_slots.borrow_mut().pop().unwrap_or(table.len());
        let coroutine = match Coroutine::new(slot, options::stack_size(), &self.ready) {
            Ok(coroutine) => Rc::new(coroutine),
            Err(error) => {
                if slot < table.len() {
                    self.free_slots.borrow_mut().push(slot);
                }
                return Err(SpawnError::Stack(error));
            }
        };
        if slot == table.len() {
            table.push(None);
        }
        table[slot] = Some(Rc::clone(&coroutine));
        Ok(coroutine)
    }

    #[inline]
    fn resume(&self, coroutine: &Rc<Coroutine>) -> Result<(), Bailout> {
        coroutine.state.set(State::Running);
        match self.enter(Rc::clone(coroutine), |coroutine| coroutine.fiber.resume()) {
            SpawnOutcome::Bailout => Err(Bailout),
            _ => Ok(()),
        }
    }

    /// Lets `coroutine` run by `switch` and does the accounts afterwards.
    #[inline]
    fn enter(&self, coroutine: Rc<Coroutine>, switch: impl FnOnce(&Coroutine) -> Switched) -> SpawnOutcome {
        let below = self.current.replace(Some(Rc::clone(&coroutine)));
        coroutine.below.replace(below);
        self.switches.set(self.switches.get() + 1);
        let switched = switch(&coroutine);
        self.switches.set(self.switches.get() + 1);
        self.current.replace(coroutine.below.take());
        match switched {
            Switched::Suspended => SpawnOutcome::Suspended,
            Switched::Finished => {
                self.retire(&coroutine);
                self.recycle(coroutine);
                SpawnOutcome::Done
            }
            Switched::BailedOut => {
                self.retire(&coroutine);
                self.forget(&coroutine);
                SpawnOutcome::Bailout
            }
        }
    }

    #[inline]
    fn retire(&self, coroutine: &Coroutine) {
        coroutine.state.set(State::Idle);
        coroutine.drop_time_limits();
        self.live.set(self.live.get() - 1);
        if coroutine.indexed.replace(false) {
            self.index.borrow_mut().remove(&coroutine.cid());
        }
        let joined_by = coroutine.joined_by.borrow_mut().take();
        if let Some(join) = joined_by {
            join.one_ended();
        }
    }

    #[inline]
    fn recycle(&self, coroutine: Rc<Coroutine>) {
        let wanted = self.epoch_peak.get().max(self.last_epoch_peak.get());
        let mut pool = self.pool.borrow_mut();
        if pool.len() + self.live.get() < wanted && coroutine.fiber.stack_size() == options::stack_size() {
            pool.push(coroutine);
            return;
        }
        // Two at a time, so that a big pool shrinks without a long pause.
        let another = if pool.len() + self.live.get() > wanted { pool.pop() } else { None };
        drop(pool);
        self.forget(&coroutine);
        if let Some(another) = another {
            self.forget(&another);
        }
    }

    #[inline]
    fn count_in(&self) {
        let live = self.live.get() + 1;
        self.live.set(live);
        if live > self.epoch_peak.get() {
            self.epoch_peak.set(live);
            self.peak.set(self.peak.get().max(live));
        }
        self.spawns.set(self.spawns.get() + 1);
        if self.spawns.get() == EPOCH {
            self.spawns.set(0);
            self.last_epoch_peak.set(self.epoch_peak.replace(live));
        }
    }

    fn forget(&self, coroutine: &Coroutine) {
        let slot = coroutine.ticket.slot;
        let entry = self.table.borrow_mut()[slot].take();
        self.free_slots.borrow_mut().push(slot);
        drop(entry);
    }

    /// From its first suspension on a coroutine is found by its cid.
    #[inline]
    fn remember(&self, coroutine: &Rc<Coroutine>) {
        if !coroutine.indexed.replace(true) {
            self.enter_into_index(coroutine);
        }
    }

    #[cold]
    #[inline(never)]
    fn enter_into_index(&self, coroutine: &Rc<Coroutine>) {
        self.index.borrow_mut().insert(coroutine.cid(), Rc::clone(coroutine));
        run_loop::first_suspension();
    }
}

/// Cids count upwards: they spread over the table by themselves once multiplied.
#[derive(Default)]
struct CidHasher(u64);

impl Hasher for CidHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 << 8) | u64::from(*byte);
        }
    }

    fn write_i64(&mut self, cid: i64) {
        self.0 = (cid as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
