//! Tasks over a System V queue instead of the post boxes, so that they outlive the server. Strangers may write to it: what can not be
//! right is logged and skipped.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use super::{Letter, Post, packed};
use crate::ids::WorkerId;
use crate::ipc::{Mail, MailPrefix, PostLink};
use crate::sys::message_queue::{self, MessageQueue};
use crate::worker::Handler;

/// The queue, as a process sees it.
pub struct TaskQueue {
    queue: MessageQueue,
    largest: usize,
    /// Any task worker takes any task.
    shared: bool,
    /// Taken out and not handed to the application yet.
    held: RefCell<Option<Vec<u8>>>,
    held_kind: Cell<i64>,
    /// What the queue has no room for.
    backlog: RefCell<VecDeque<(i64, Vec<u8>)>>,
}

impl TaskQueue {
    pub fn new(queue: MessageQueue, shared: bool) -> TaskQueue {
        TaskQueue {
            queue,
            largest: message_queue::largest(),
            shared,
            held: RefCell::default(),
            held_kind: Cell::new(1),
            backlog: RefCell::default(),
        }
    }

    pub(super) fn is_shared(&self) -> bool {
        self.shared
    }

    pub(super) fn largest(&self) -> usize {
        self.largest.saturating_sub(packed::OVERHEAD)
    }

    pub(super) fn queued(&self) -> usize {
        self.backlog.borrow().len()
    }

    /// For a task worker counted from 0.
    fn kind(&self, worker: u32) -> i64 {
        if self.shared { 1 } else { i64::from(worker) + 1 }
    }

    pub(super) fn send(&self, worker: u32, prefix: MailPrefix, data: &[u8]) {
        self.backlog.borrow_mut().push_back((self.kind(worker), packed::pack(prefix, data)));
    }

    /// True: the queue took all that waited for room.
    fn flush(&self) -> bool {
        let mut backlog = self.backlog.borrow_mut();
        while let Some((kind, bytes)) = backlog.front() {
            match self.queue.try_push(*kind, bytes) {
                Ok(true) => {}
                Ok(false) => return false,
                Err(error) => tracing::error!("a task is lost: the message queue does not take it: {error}"),
            }
            backlog.pop_front();
        }
        true
    }

    /// What was taken out and will not be worked on here.
    pub(super) fn give_back(&self) {
        let Some(bytes) = self.held.take() else { return };
        // As it came, whatever it is.
        let kind = self.held_kind.get();
        match self.queue.try_push(kind, &bytes) {
            Ok(true) => {}
            Ok(false) => tracing::error!("a task is lost: the message queue has no room to take it back"),
            Err(error) => tracing::error!("a task is lost: the message queue does not take it back: {error}"),
        }
    }

    /// Whether a task is there for that worker; it is held then.
    fn look(&self, worker: u32) -> bool {
        let mut held = self.held.borrow_mut();
        if held.is_none() {
            self.held_kind.set(self.kind(worker));
            let kind = if self.shared { 0 } else { self.kind(worker) };
            *held = self.queue.try_pop(kind).unwrap_or_else(|error| {
                tracing::error!("tasks can not be taken from the message queue: {error}");
                None
            });
        }
        held.is_some()
    }
}

impl Post {
    /// This task worker, counted from 0.
    fn as_task_worker(&self) -> Option<u32> {
        let id = self.id.filter(|id| self.task_workers.contains(&id.0))?;
        Some(id.0 - self.task_workers.start)
    }

    /// Moves what waits into the queue, and wakes who takes it. True: nothing waits any more.
    pub(super) fn flush_queue(&self) -> bool {
        let Some(queue) = self.queue.as_ref().filter(|queue| queue.queued() > 0) else { return true };
        let mut flushed = queue.flush();
        let links = self.mail.borrow();
        let takers = || links[self.task_workers.start as usize..self.task_workers.end as usize].iter();
        if !flushed {
            // Whoever takes a task out looks who waits for room.
            takers().for_each(PostLink::announce_waiting);
            flushed = queue.flush();
        }
        takers().for_each(PostLink::ring);
        flushed
    }

    /// A task waits in the queue for this process.
    pub(super) fn has_queued_task(&self) -> bool {
        match (&self.queue, self.as_task_worker()) {
            (Some(queue), Some(worker)) => queue.look(worker),
            _ => false,
        }
    }

    /// One task out of the queue. True: there may be more.
    pub(super) fn take_queued(&self, handler: &dyn Handler) -> bool {
        if !self.has_queued_task() {
            return false;
        }
        let Some(bytes) = self.queue.as_ref().and_then(|queue| queue.held.take()) else { return false };
        self.begin_letter(Mail::Task);
        match packed::parse(&bytes) {
            Some((prefix, data)) => self.open(prefix, data, |flags, data| {
                let letter: Letter<'_> = self.letter(Mail::Task, prefix, flags, data);
                handler.mail(letter);
            }),
            None => tracing::error!("a message of {} bytes in the task queue is skipped: it is no task", bytes.len()),
        }
        true
    }

    /// To whom a task of the queue is given, where that is known before it is taken.
    pub(super) fn queued_receiver(&self, to: Option<u32>) -> WorkerId {
        match (to, self.queue.as_ref().is_some_and(TaskQueue::is_shared)) {
            (_, true) => WorkerId(self.task_workers.start),
            (Some(to), false) => WorkerId(self.task_workers.start + to),
            (None, false) => self.choose_task_worker(),
        }
    }
}
