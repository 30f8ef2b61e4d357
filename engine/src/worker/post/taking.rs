//! Taking: what came goes to the application, or to who waits for it.

use super::{Answer, Letter, Post, ReplyTo, TaskId};
use crate::ids::WorkerId;
use crate::ipc::{Mail, MailPrefix, PostInbox};
use crate::shm::bell::Bell;
use crate::shm::counters::WorkerState;
use crate::worker::Handler;

impl Post {
    /// A bounded batch. True: there may be more.
    pub fn take(&self, handler: &dyn Handler) -> bool {
        self.take_answers();
        if self.is_closed() {
            return false;
        }
        // Taken out meanwhile: the application may come back here, waiting for an answer.
        let Some(mut inbox) = self.inbox.borrow_mut().take() else { return false };
        // Before the box: who waits for room in the queue is woken when that is empty.
        let mut more = self.take_queued(handler);
        if handler.fate().is_none() {
            more |= self.take_batch(&mut inbox, handler);
        }
        self.inbox.replace(Some(inbox));
        more
    }

    fn take_batch(&self, inbox: &mut PostInbox<Mail>, handler: &dyn Handler) -> bool {
        for _ in 0..self.batch {
            let Some(message) = inbox.next() else { return false };
            let kind = message.kind;
            self.begin_letter(kind);
            if let Some((prefix, data)) = MailPrefix::split(message.payload) {
                self.open(prefix, data, |flags, data| handler.mail(self.letter(kind, prefix, flags, data)));
            }
            if handler.fate().is_some() || self.is_closed() {
                return true;
            }
        }
        true
    }

    pub(super) fn begin_letter(&self, kind: Mail) {
        let Some(row) = self.id.map(|id| self.counters.worker(id)) else { return };
        if kind == Mail::Task {
            row.note_consumed(1);
        }
        row.set_state(if self.closed.get() { WorkerState::Exiting } else { WorkerState::Busy });
    }

    /// What is waited for, into the hands of who waits.
    pub(super) fn take_answers(&self) {
        let mut inbox = self.answer_box.borrow_mut();
        let Some(inbox) = inbox.as_mut() else { return };
        while let Some(message) = inbox.next() {
            let Some((prefix, data)) = MailPrefix::split(message.payload) else { continue };
            self.open(prefix, data, |flags, data| {
                self.waiting.arrived(TaskId(prefix.task), Answer { flags, data: data.to_vec() });
            });
        }
    }

    /// Gives `to` the data, from wherever it lies.
    pub(super) fn open(&self, prefix: MailPrefix, data: &[u8], to: impl FnOnce(u16, &[u8])) {
        let flags = (prefix.flags >> 16) as u16;
        if prefix.flags & MailPrefix::IN_FILE == 0 {
            return to(flags, data);
        }
        match self.parcels.take(data) {
            Ok(data) => to(flags, &data),
            Err(error) => {
                let path = String::from_utf8_lossy(data);
                tracing::error!("the data of a task or message is lost: its file '{path}' can not be read: {error}");
            }
        }
    }

    pub(super) fn letter<'a>(&self, kind: Mail, prefix: MailPrefix, flags: u16, data: &'a [u8]) -> Letter<'a> {
        let MailPrefix { from: sender, task, time, .. } = prefix;
        let id = if sender < self.processes { sender } else { sender - self.processes };
        // A task of the queue may come from a server that had more processes, or from no server at all.
        let from = (sender < self.manager && id < self.processes).then_some(WorkerId(id));
        Letter { kind, from, reply_to: ReplyTo { sender, task: TaskId(task) }, flags, time, data }
    }

    /// Nothing to take (now).
    pub fn is_empty(&self) -> bool {
        let letters = || self.inbox.borrow().as_ref().is_some_and(|inbox| !inbox.is_empty());
        let more = !self.is_closed() && (letters() || self.has_queued_task());
        !more && !self.has_answers()
    }

    pub(super) fn has_answers(&self) -> bool {
        self.answer_box.borrow().as_ref().is_some_and(|inbox| !inbox.is_empty())
    }

    fn is_closed(&self) -> bool {
        // A process that ends goes on while it waits for answers: who is to give them may wait for it.
        self.closed.get() && self.waiting.is_empty()
    }

    /// The process ends.
    pub(crate) fn close(&self) {
        self.closed.set(true);
        if let Some(queue) = &self.queue {
            queue.give_back();
        }
    }

    /// This process is succeeded: its box and its bell are the successor's. Answers come to `answers`, under the number `own`.
    pub fn retire(&self, own: u32, answers: PostInbox<Mail>, bell: Bell) {
        self.closed.set(true);
        self.inbox.take();
        // What others answered to the old number was taken before: nobody retires who waits for it.
        self.answer_box.replace(Some(answers));
        self.bell.replace(bell);
        self.own.set(own);
    }

    /// Nothing is on its way that only this process can take.
    pub(crate) fn may_retire(&self) -> bool {
        self.waiting.is_empty() && self.is_flushed()
    }
}
