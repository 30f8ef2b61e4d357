//! The ready queue: which coroutines were woken, and the waker of the loop that is to run them. It must not run anything.

use std::{
    collections::VecDeque,
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Wake, Waker},
};

/// Wakes come from this thread nearly always, but a `Waker` may be used by any (blocking pools), hence the lock.
#[derive(Default)]
pub struct ReadyQueue(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    woken: VecDeque<Arc<Ticket>>,
    /// Wakes the loop; replaced when the loop polls with another.
    the_loop: Option<Waker>,
}

/// A coroutine's place in the queue: made once per pooled coroutine, it is the target of all its wakers.
pub struct Ticket {
    /// Index into the scheduler's table.
    pub slot: usize,
    /// Set while the ticket lies in the queue, so that waking twice queues once.
    queued: AtomicBool,
    queue: Arc<ReadyQueue>,
}

impl Ticket {
    pub fn new(slot: usize, queue: &Arc<ReadyQueue>) -> Arc<Ticket> {
        Arc::new(Ticket { slot, queued: AtomicBool::new(false), queue: Arc::clone(queue) })
    }
}

impl Wake for Ticket {
    fn wake(self: Arc<Self>) {
        if !self.queued.swap(true, Ordering::AcqRel) {
            let queue = Arc::clone(&self.queue);
            queue.push(self);
        }
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.queued.swap(true, Ordering::AcqRel) {
            self.queue.push(Arc::clone(self));
        }
    }
}

impl ReadyQueue {
    fn push(&self, ticket: Arc<Ticket>) {
        let mut queue = self.lock();
        queue.woken.push_back(ticket);
        // The first one in an empty queue wakes the loop; the loop takes all.
        let wake = if queue.woken.len() == 1 { queue.the_loop.clone() } else { None };
        drop(queue);
        if let Some(waker) = wake {
            waker.wake();
        }
    }

    /// From now on `waker` is woken when something becomes ready.
    pub fn attach(&self, waker: &Waker) {
        let mut queue = self.lock();
        if !queue.the_loop.as_ref().is_some_and(|old| old.will_wake(waker)) {
            queue.the_loop = Some(waker.clone());
        }
    }

    /// No loop any more.
    pub fn detach(&self) {
        self.lock().the_loop = None;
    }

    /// Moves all that is ready into `batch`, which is empty.
    pub fn take(&self, batch: &mut VecDeque<Arc<Ticket>>) {
        mem::swap(&mut self.lock().woken, batch);
        for ticket in batch.iter() {
            ticket.queued.store(false, Ordering::Release);
        }
    }

    /// Puts back what the loop did not get to.
    pub fn put_back(&self, batch: &mut VecDeque<Arc<Ticket>>) {
        let mut queue = self.lock();
        while let Some(ticket) = batch.pop_back() {
            if !ticket.queued.swap(true, Ordering::AcqRel) {
                queue.woken.push_front(ticket);
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.lock().woken.is_empty()
    }

    /// Wakes the loop although nothing is ready.
    pub fn wake_loop(&self) {
        let waker = self.lock().the_loop.clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        // Nothing in here panics half-way, so a poisoned queue is as good as any.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
