//! The requests of one connection that are with the application, and what of their answers waits for its turn: for the peer's windows, the
//! socket, or what comes before it. Must not call the application.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::task::Context;

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;

use super::stream::{Gone, Step, Stream};
use crate::ids::{BySession, StreamId, WorkerId};
use crate::ipc::files::OutgoingFile;
use crate::protocol::http2::{Answer, Ending, push_field};
use crate::reactor::Receipt;
use crate::reactor::connection::Watcher;

/// Of one connection, by number of the stream.
#[derive(Debug, Default)]
pub(in crate::reactor) struct Streams {
    /// Borrowed for single calls only, never while anything is delivered.
    map: RefCell<HashMap<StreamId, Stream, BySession>>,
    /// Those that have something to send, in the order of their turns.
    due: RefCell<VecDeque<StreamId>>,
    backlog: Cell<usize>,
    /// Who waited for streams that are gone.
    orphans: RefCell<Waiting>,
    /// Counted requests that are over since that was asked.
    ended: Cell<usize>,
    /// The last one that was taken from the peer.
    pub(super) last: Cell<u32>,
    /// The peer was told that no more are taken.
    pub(super) refuses: Cell<bool>,
}

/// Who waited for a stream.
pub(super) type Waiting = Vec<(StreamId, Watcher)>;

impl Streams {
    pub(super) fn open(&self, number: StreamId, respond: SendResponse<Bytes>) {
        self.map.borrow_mut().insert(number, Stream::new(respond));
    }

    /// It is one of the requests in progress from now on.
    pub(super) fn count_in(&self, number: StreamId) {
        match self.map.borrow_mut().get_mut(&number) {
            Some(stream) => stream.counted = true,
            None => self.ended.set(self.ended.get() + 1),
        }
    }

    pub(super) fn is_counted(&self, number: StreamId) -> bool {
        self.map.borrow().get(&number).is_some_and(|stream| stream.counted)
    }

    /// How many of those are over since the last call.
    pub(super) fn take_ended(&self) -> usize {
        self.ended.take()
    }

    fn count_out(&self, stream: &mut Stream) {
        if std::mem::take(&mut stream.counted) {
            self.ended.set(self.ended.get() + 1);
        }
    }

    /// That worker has it.
    pub(super) fn taken(&self, number: StreamId, receipt: Receipt) {
        if let Some(stream) = self.map.borrow_mut().get_mut(&number) {
            stream.receipt = Some(receipt);
        }
    }

    /// Another process answers than the one that has it.
    pub(in crate::reactor) fn disown(&self, number: StreamId) {
        if let Some(stream) = self.map.borrow_mut().get_mut(&number) {
            stream.receipt = None;
        }
    }

    /// Answers for a worker that died. True: there was something to answer.
    pub(in crate::reactor) fn lost(&self, worker: WorkerId, positions: &Range<u64>) -> bool {
        let is_lost = |receipt: Receipt| receipt.worker == worker && positions.contains(&receipt.position);
        let lost: Vec<_> = (self.map.borrow().iter())
            .filter(|(_, stream)| !stream.complete && stream.receipt.is_some_and(is_lost))
            .map(|(number, stream)| (*number, stream.is_unanswered()))
            .collect();
        for &(number, fresh) in &lost {
            match fresh {
                true => self.refuse(number, 500),
                false => self.reset(number, Reason::INTERNAL_ERROR),
            }
        }
        !lost.is_empty()
    }

    /// Answers without the application.
    pub(super) fn refuse(&self, number: StreamId, status: u16) {
        let mut fields = Vec::new();
        push_field(b"content-length", b"0", &mut fields);
        let answer = Answer { head: Some((status, &fields)), data: &[], trailers: &[], ending: Ending::Last };
        // A client that is gone needs no answer.
        let _ = self.answer(number, answer);
    }

    /// With the application, or not yet sent.
    pub(super) fn count(&self) -> usize {
        self.map.borrow().len()
    }

    /// Bytes of all that wait.
    pub(super) fn backlog(&self) -> usize {
        self.backlog.get()
    }

    /// Bytes of one that wait.
    pub(super) fn queued(&self, number: StreamId) -> usize {
        self.map.borrow().get(&number).map_or(0, |stream| stream.queued)
    }

    /// Whoever answers can not wait: as much of the answer is held as of one over HTTP/1. False: that was said before, or the stream is gone.
    pub(super) fn deepen(&self, number: StreamId) -> bool {
        self.map.borrow_mut().get_mut(&number).is_some_and(|stream| !std::mem::replace(&mut stream.deep, true))
    }

    pub(super) fn is_deep(&self, number: StreamId) -> bool {
        self.map.borrow().get(&number).is_some_and(|stream| stream.deep)
    }

    /// A part of an answer.
    pub(super) fn answer(&self, number: StreamId, answer: Answer<'_>) -> Result<(), Gone> {
        self.take(number, |stream| stream.answer(answer))
    }

    pub(super) fn answer_file(&self, number: StreamId, file: OutgoingFile) -> Result<(), Gone> {
        self.take(number, |stream| {
            stream.answer_file(file);
            Ok(())
        })
    }

    fn take(&self, number: StreamId, act: impl FnOnce(&mut Stream) -> Result<(), Gone>) -> Result<(), Gone> {
        let mut map = self.map.borrow_mut();
        let stream = map.get_mut(&number).filter(|stream| !stream.complete).ok_or(Gone)?;
        let (before, was_due) = (stream.queued, stream.has_waiting());
        let result = act(stream);
        self.backlog.set(self.backlog.get() + stream.queued - before);
        let over = result.is_err() || stream.complete && !stream.has_waiting();
        if over || stream.complete {
            self.count_out(stream);
        }
        if stream.has_waiting() && !was_due {
            self.due.borrow_mut().push_back(number);
        }
        if over {
            self.backlog.set(self.backlog.get() - stream.queued);
            let watchers = map.remove(&number).into_iter().flat_map(|stream| stream.watchers);
            // The next round tells them.
            self.orphans.borrow_mut().extend(watchers.map(|who| (number, who)));
        }
        result
    }

    /// The stream is not answered by the application: `None` when it is not known.
    pub(super) fn reset(&self, number: StreamId, reason: Reason) {
        // One that is over needs no reset.
        let _ = self.answer(number, Answer::data(&[], Ending::Reset(reason.into())));
    }

    /// Every stream whose answer is not complete.
    pub(super) fn reset_unanswered(&self, reason: Reason) {
        let open: Vec<_> =
            self.map.borrow().iter().filter(|(_, stream)| !stream.complete).map(|(number, _)| *number).collect();
        for number in open {
            self.reset(number, reason);
        }
    }

    /// Sends what may be sent. True: something was. `waiting` gets those who wanted to know that nothing waits any more.
    pub(super) fn pump(&self, cx: &mut Context<'_>, waiting: &mut Waiting) -> bool {
        let mut busy = false;
        waiting.append(&mut self.orphans.borrow_mut());
        let turns = self.due.borrow().len();
        for _ in 0..turns {
            let Some(number) = self.due.borrow_mut().pop_front() else { break };
            let mut map = self.map.borrow_mut();
            let Some(stream) = map.get_mut(&number) else { continue };
            let before = stream.queued;
            let step = stream.pump(cx, &mut busy);
            self.backlog.set(self.backlog.get() - (before - stream.queued));
            match step {
                Step::Blocked => self.due.borrow_mut().push_back(number),
                Step::Enough => {
                    self.due.borrow_mut().push_back(number);
                    cx.waker().wake_by_ref();
                }
                Step::Idle => waiting.extend(stream.watchers.drain(..).map(|watcher| (number, watcher))),
                Step::Over => {
                    self.count_out(stream);
                    self.backlog.set(self.backlog.get() - stream.queued);
                    let stream = map.remove(&number);
                    waiting.extend(stream.into_iter().flat_map(|stream| stream.watchers).map(|who| (number, who)));
                }
            }
        }
        busy
    }

    /// False: nothing of it waits, or it is gone.
    pub(super) fn watch(&self, number: StreamId, watcher: Watcher) -> bool {
        let mut map = self.map.borrow_mut();
        let Some(stream) = map.get_mut(&number).filter(|stream| stream.has_waiting()) else { return false };
        if !stream.watchers.iter().any(|known| known.is_same(&watcher)) {
            stream.watchers.push(watcher);
        }
        true
    }

    /// Open for parts of an answer.
    pub(super) fn is_open(&self, number: StreamId) -> bool {
        self.map.borrow().get(&number).is_some_and(|stream| !stream.complete)
    }

    /// The connection is over.
    pub(super) fn clear(&self) -> Waiting {
        self.due.borrow_mut().clear();
        self.backlog.set(0);
        let mut gone = self.map.take();
        gone.values_mut().for_each(|stream| self.count_out(stream));
        gone.into_iter()
            .flat_map(|(number, stream)| stream.watchers.into_iter().map(move |who| (number, who)))
            .collect()
    }
}
