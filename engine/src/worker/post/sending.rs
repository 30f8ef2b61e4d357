//! Sending: to whom, and in which form. Must not block: what has no room waits in this process.

use std::borrow::Cow;
use std::cell::RefCell;
use std::os::unix::ffi::OsStringExt;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::{Post, PostError, ReplyTo, TaskId};
use crate::ids::{SessionId, WorkerId};
use crate::ipc::{Mail, MailPrefix, PostLink};
use crate::sys::{clock, incarnation};

impl Post {
    pub fn new_task(&self) -> TaskId {
        let number = self.next_task.get();
        self.next_task.set(number.wrapping_add(1) & MOST_TASKS);
        // The low half is the number of the process, known without a system call.
        TaskId::new(incarnation::token() as u32, number)
    }

    /// `to`: a task worker, counted from 0; none: an idle one, else the one with the least to do.
    pub fn send_task(&self, to: Option<u32>, task: TaskId, flags: u16, data: &[u8]) -> Result<(), PostError> {
        if self.task_workers.is_empty() || to.is_some_and(|to| to >= self.task_workers()) {
            return Err(PostError::NoReceiver);
        }
        if let Some(queue) = &self.queue {
            let (prefix, data) = self.pack_up_to(queue.largest(), task, flags, data)?;
            let receiver = self.queued_receiver(to);
            self.counters.worker(receiver).note_dispatched();
            queue.send(receiver.0 - self.task_workers.start, prefix, &data);
            self.flush_queue();
            return Ok(());
        }
        let (prefix, data) = self.pack(task, flags, data)?;
        let receiver = match to {
            Some(to) => {
                let receiver = WorkerId(self.task_workers.start + to);
                self.counters.worker(receiver).note_pushed();
                receiver
            }
            None => self.choose_task_worker(),
        };
        self.counters.worker(receiver).note_dispatched();
        post(&self.mail, receiver.0, Mail::Task, prefix, &data)
    }

    /// The result of a task. `awaited`: somebody waits for this very one.
    pub fn send_result(&self, to: ReplyTo, awaited: bool, flags: u16, data: &[u8]) -> Result<(), PostError> {
        let (prefix, data) = self.pack(to.task, flags, data)?;
        if awaited {
            return post(&self.answer_to, to.sender, Mail::Answer, prefix, &data);
        }
        // A worker that has retired hears of it through its successor.
        let receiver = if to.sender < self.processes { to.sender } else { to.sender - self.processes };
        post(&self.mail, receiver, Mail::Finish, prefix, &data)
    }

    /// What `sendMessage` sends.
    pub fn send_message(&self, to: WorkerId, flags: u16, data: &[u8]) -> Result<(), PostError> {
        if to.0 >= self.processes {
            return Err(PostError::NoReceiver);
        }
        let (prefix, data) = self.pack(TaskId(0), flags, data)?;
        post(&self.mail, to.0, Mail::Message, prefix, &data)
    }

    /// Moves what waits for room into the boxes that have some.
    pub fn flush(&self) {
        let mut waits = !self.flush_queue();
        for links in [&self.mail, &self.answer_to] {
            for link in links.borrow_mut().iter_mut().filter(|link| !link.is_flushed()) {
                waits |= !link.flush();
            }
        }
        if !waits && !self.room.borrow().is_empty() {
            self.room.take().into_iter().for_each(Waker::wake);
        }
    }

    /// Nothing waits for room.
    pub fn is_flushed(&self) -> bool {
        self.queue.as_ref().is_none_or(|queue| queue.queued() == 0)
            && [&self.mail, &self.answer_to].iter().all(|links| links.borrow().iter().all(PostLink::is_flushed))
    }

    /// How many messages wait for room in this process, and would be lost with it.
    pub fn queued(&self) -> usize {
        [&self.mail, &self.answer_to]
            .iter()
            .map(|links| links.borrow().iter().map(PostLink::queued).sum::<usize>())
            .sum()
    }

    /// So much waits that who can wait should.
    pub fn is_crowded(&self) -> bool {
        let queue = self.queue.as_ref().map_or(0, |queue| queue.queued());
        queue > CROWDED_QUEUE || self.mail.borrow().iter().map(PostLink::queued_bytes).sum::<usize>() > CROWD
    }

    /// Ready when nothing waits for room any more.
    pub fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_flushed() {
            return Poll::Ready(());
        }
        self.room.borrow_mut().push(cx.waker().clone());
        Poll::Pending
    }

    /// Blocking style of `poll_room`.
    pub fn wait_room(&self) {
        loop {
            self.flush();
            if !self.is_crowded() {
                return;
            }
            let bell = self.bell.borrow().clone();
            bell.wait(Some(LONGEST_SLEEP), || false);
        }
    }

    pub(super) fn choose_task_worker(&self) -> WorkerId {
        let count = self.task_workers();
        let first = self.next_worker.get() % count;
        let worker = |step: u32| WorkerId(self.task_workers.start + (first + step) % count);
        let idle = (0..count).find(|&step| self.counters.worker(worker(step)).claim_if_idle());
        let step = idle.unwrap_or_else(|| {
            let load = |step: &u32| {
                let row = self.counters.worker(worker(*step));
                row.pending() + row.at_work()
            };
            let least = (0..count).min_by_key(load).unwrap_or(0);
            self.counters.worker(worker(least)).note_pushed();
            least
        });
        self.next_worker.set((first + step + 1) % count);
        worker(step)
    }

    fn pack<'a>(&self, task: TaskId, flags: u16, data: &'a [u8]) -> Result<(MailPrefix, Cow<'a, [u8]>), PostError> {
        // All boxes are of one size.
        let largest = self.mail.borrow().first().map_or(0, PostLink::largest);
        self.pack_up_to(largest.saturating_sub(MailPrefix::SIZE), task, flags, data)
    }

    fn pack_up_to<'a>(
        &self,
        largest: usize,
        task: TaskId,
        flags: u16,
        data: &'a [u8],
    ) -> Result<(MailPrefix, Cow<'a, [u8]>), PostError> {
        let mut prefix = MailPrefix {
            from: self.own.get(),
            flags: u32::from(flags) << 16,
            task: task.0,
            time: clock::unix_micros() as f64 / 1e6,
        };
        if data.len() <= largest {
            return Ok((prefix, Cow::Borrowed(data)));
        }
        prefix.flags |= MailPrefix::IN_FILE;
        match self.parcels.write(data) {
            Ok(path) => Ok((prefix, Cow::Owned(path.into_os_string().into_vec()))),
            Err(error) => Err(PostError::Parcel(self.parcels.directory().to_owned(), error)),
        }
    }
}

fn post(
    links: &RefCell<Vec<PostLink<Mail>>>,
    to: u32,
    kind: Mail,
    prefix: MailPrefix,
    data: &[u8],
) -> Result<(), PostError> {
    let mut links = links.borrow_mut();
    let link = links.get_mut(to as usize).ok_or(PostError::NoReceiver)?;
    // Only a path that is longer than a quarter of a box is too large here.
    link.send(kind, SessionId(0), &[&prefix.to_bytes(), data]).map_err(|_| PostError::NoReceiver)
}

/// Task numbers start over behind this one, so that they are positive for PHP on every platform.
const MOST_TASKS: u32 = i32::MAX as u32;
/// What may wait for room in this process before who sends more has to wait.
const CROWD: usize = 64 << 20;
/// Tasks that may wait for room in the message queue.
const CROWDED_QUEUE: usize = 10_000;
const LONGEST_SLEEP: Duration = Duration::from_millis(20);
