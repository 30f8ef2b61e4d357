//! How a process that serves no connections reaches sessions: commands into the post boxes of the reactors, after a look at the session
//! table. Must not tell the application of anything: the end of a session is told where it is served.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use tokio::time::Sleep;

use super::gate::{self, WorkerPort};
use super::{After, Control, Gateway, SendError};
use crate::ids::{ReactorId, SessionId, StreamId, WorkerId};
use crate::ipc::files::{FileChannel, OutgoingFile};
use crate::ipc::{PostLink, ToReactor};
use crate::protocol::http2::{Answer, Ending};
use crate::reactor::FILE_WEIGHT;
use crate::shm::bell::Bell;
use crate::shm::counters::Counters;
use crate::shm::sessions::{SessionTable, flag};

pub struct OutsideOptions {
    /// Of whom the responses are counted.
    pub id: Option<WorkerId>,
    pub ports: Vec<WorkerPort>,
    /// As `ProcessOptions::link_limit`.
    pub link_limit: usize,
    pub table: SessionTable,
    pub counters: Counters,
    pub bell: Bell,
    /// By reactor.
    pub to_reactors: Vec<PostLink<ToReactor>>,
    pub files: Vec<FileChannel>,
}

/// Of a task worker, a user process or the manager.
pub struct Outside {
    options: OutsideOptions,
    links: RefCell<Vec<PostLink<ToReactor>>>,
    /// Nobody tells this process that an outbox drained: those who wait look again when it fires.
    look_again: RefCell<Option<Pin<Box<Sleep>>>>,
    waiting: RefCell<Vec<Waker>>,
    stop: Cell<bool>,
}

impl Outside {
    pub fn new(mut options: OutsideOptions) -> Rc<Outside> {
        let links = RefCell::new(std::mem::take(&mut options.to_reactors));
        Rc::new(Outside {
            options,
            links,
            look_again: RefCell::default(),
            waiting: RefCell::default(),
            stop: Cell::new(false),
        })
    }

    pub(super) fn stop_asked(&self) -> bool {
        self.stop.get()
    }

    /// Moves what waits into the boxes that have room.
    pub fn flush(&self) {
        for link in self.links.borrow_mut().iter_mut() {
            link.flush();
        }
    }

    pub fn is_flushed(&self) -> bool {
        self.links.borrow().iter().all(PostLink::is_flushed)
    }

    /// By the manager: a process that had retired from this id is gone.
    pub fn tell_retired_gone(&self, id: WorkerId) {
        let reactors = self.links.borrow().len();
        for reactor in (0..reactors).map(|number| ReactorId(number as u16)) {
            self.post(reactor, ToReactor::RetiredGone, SessionId(0), &id.0.to_ne_bytes());
        }
    }

    pub(super) fn recheck(&self) {
        self.waiting.take().into_iter().for_each(Waker::wake);
    }

    fn post(&self, reactor: ReactorId, kind: ToReactor, id: SessionId, data: &[u8]) {
        if let Some(link) = self.links.borrow_mut().get_mut(usize::from(reactor.0)) {
            // Cut into records by the caller.
            let _ = link.send(kind, id, &[data]);
        }
    }

    fn is_sendable(&self, id: SessionId) -> bool {
        let Ok(session) = gate::writable(&self.options.table, id) else { return true };
        session.queued() == 0 && self.queued_bytes(session.reactor()) == 0
    }

    fn queued_bytes(&self, reactor: ReactorId) -> usize {
        self.links.borrow().get(usize::from(reactor.0)).map_or(0, PostLink::queued_bytes)
    }

    fn command(&self, id: SessionId, kind: ToReactor) -> Result<(), SendError> {
        let session = gate::usable(&self.options.table, id)?;
        self.post(session.reactor(), kind, id, &[]);
        Ok(())
    }
}

impl Gateway for Outside {
    fn send(&self, id: SessionId, data: &[u8]) -> Result<(), SendError> {
        let session = gate::sendable(&self.options.table, id)?;
        let reactor = session.reactor();
        let limit = gate::limit_of(&self.options.ports, session.port());
        if !gate::has_room(session.queued() as usize, data.len(), limit)
            || !gate::has_room(self.queued_bytes(reactor), data.len(), self.options.link_limit)
        {
            return Err(SendError::BufferFull);
        }
        let largest = self.links.borrow().get(usize::from(reactor.0)).map_or(usize::MAX, PostLink::largest);
        for part in data.chunks(largest) {
            self.post(reactor, ToReactor::Send, id, part);
        }
        if let Some(own) = self.options.id {
            self.options.counters.worker(own).note_response();
        }
        Ok(())
    }

    fn send_file(&self, id: SessionId, file: OutgoingFile) -> Result<(), SendError> {
        let session = gate::sendable(&self.options.table, id)?;
        let limit = gate::limit_of(&self.options.ports, session.port());
        if !gate::has_room(session.queued() as usize, FILE_WEIGHT, limit) {
            return Err(SendError::BufferFull);
        }
        let reactor = session.reactor();
        let post = |message: &[u8]| self.post(reactor, ToReactor::SendFile, id, message);
        gate::post_file(&self.options.files, reactor, &file, || self.flush(), post)?;
        if let Some(own) = self.options.id {
            self.options.counters.worker(own).note_response();
        }
        Ok(())
    }

    fn respond(&self, id: SessionId, parts: [&[u8]; 2], after: Option<After>) -> Result<(), SendError> {
        let session = gate::sendable(&self.options.table, id)?;
        let reactor = session.reactor();
        let data = parts.concat();
        let limit = gate::limit_of(&self.options.ports, session.port());
        if after.is_none()
            && (!gate::has_room(session.queued() as usize, data.len(), limit)
                || !gate::has_room(self.queued_bytes(reactor), data.len(), self.options.link_limit))
        {
            return Err(SendError::BufferFull);
        }
        let largest = self.links.borrow().get(usize::from(reactor.0)).map_or(usize::MAX, PostLink::largest);
        let mut rest = &data[..];
        loop {
            let (now, later) = rest.split_at(rest.len().min(largest.saturating_sub(1)));
            let code = if later.is_empty() { gate::answer_code(after) } else { 0 };
            self.post(reactor, ToReactor::Answer, id, &[&[code], now].concat());
            if later.is_empty() {
                break;
            }
            rest = later;
        }
        if let (Some(own), true) = (self.options.id, after.is_some()) {
            self.options.counters.worker(own).note_response();
        }
        Ok(())
    }

    fn answer(&self, id: SessionId, stream: StreamId, answer: Answer<'_>) -> Result<(), SendError> {
        let session = gate::writable(&self.options.table, id)?;
        let reactor = session.reactor();
        let (len, limit) = (answer.data.len(), gate::limit_of(&self.options.ports, session.port()));
        if !answer.is_last()
            && (!gate::has_room(session.queued() as usize, len, limit)
                || !gate::has_room(self.queued_bytes(reactor), len, self.options.link_limit))
        {
            return Err(SendError::BufferFull);
        }
        let largest = self.links.borrow().get(usize::from(reactor.0)).map_or(usize::MAX, PostLink::largest);
        let most = largest.saturating_sub(ANSWER_HEAD + answer.head_bytes().len() + answer.trailers.len()).max(1);
        let (mut rest, mut head) = (answer.data, answer.head);
        loop {
            let (data, later) = rest.split_at(rest.len().min(most));
            let over = later.is_empty();
            let (ending, trailers) = if over { (answer.ending, answer.trailers) } else { (Ending::More, &[][..]) };
            let part = Answer { head: head.take(), data, trailers, ending };
            let message = [&stream.0.to_ne_bytes()[..], &part.preamble(), part.head_bytes(), part.trailers, data];
            self.post(reactor, ToReactor::StreamAnswer, id, &message.concat());
            if over {
                break;
            }
            rest = later;
        }
        if let (Some(own), true) = (self.options.id, answer.is_last()) {
            self.options.counters.worker(own).note_response();
        }
        Ok(())
    }

    fn answer_file(&self, id: SessionId, stream: StreamId, file: OutgoingFile) -> Result<(), SendError> {
        let session = gate::writable(&self.options.table, id)?;
        let reactor = session.reactor();
        let post = |message: &[u8]| {
            self.post(reactor, ToReactor::StreamFile, id, &[&stream.0.to_ne_bytes()[..], message].concat());
        };
        gate::post_file(&self.options.files, reactor, &file, || self.flush(), post)
    }

    fn poll_answerable(&self, id: SessionId, _stream: StreamId, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_sendable(id, cx)
    }

    fn wait_answerable(&self, id: SessionId, _stream: StreamId, timeout: Option<Duration>) -> bool {
        self.wait_sendable(id, timeout)
    }

    fn control(&self, id: SessionId, control: Control<'_>) -> Result<(), SendError> {
        let session = gate::usable(&self.options.table, id)?;
        self.post(session.reactor(), ToReactor::Control, id, &control.to_bytes());
        Ok(())
    }

    fn poll_sendable(&self, id: SessionId, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_sendable(id) {
            return Poll::Ready(());
        }
        self.waiting.borrow_mut().push(cx.waker().clone());
        let mut timer = self.look_again.borrow_mut();
        let due = timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(STEP))).as_mut().poll(cx).is_ready();
        if due {
            *timer = None;
            drop(timer);
            self.flush();
            // This one too, which then sets the timer anew.
            self.recheck();
        }
        Poll::Pending
    }

    fn wait_sendable(&self, id: SessionId, timeout: Option<Duration>) -> bool {
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        loop {
            self.flush();
            if self.is_sendable(id) {
                return true;
            }
            let left = deadline.map_or(STEP, |deadline| deadline.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return false;
            }
            self.options.bell.wait(Some(left.min(STEP)), || false);
        }
    }

    fn close(&self, id: SessionId, reset: bool) -> Result<(), SendError> {
        let session = gate::usable(&self.options.table, id)?;
        let before = session.set_flag(flag::CLOSING | flag::CLOSED_BY_SERVER).ok_or(SendError::NoSession)?;
        if before & flag::CLOSING != 0 {
            return Err(SendError::Closing);
        }
        self.post(session.reactor(), if reset { ToReactor::Reset } else { ToReactor::Close }, id, &[0]);
        Ok(())
    }

    fn pause(&self, id: SessionId) -> Result<(), SendError> {
        self.command(id, ToReactor::Pause)
    }

    fn resume(&self, id: SessionId) -> Result<(), SendError> {
        self.command(id, ToReactor::Resume)
    }

    fn confirm(&self, id: SessionId) -> Result<(), SendError> {
        self.command(id, ToReactor::Confirm)
    }

    fn stop(&self) {
        self.stop.set(true);
    }
}

const STEP: Duration = Duration::from_millis(5);
/// What a part of a stream's answer takes besides its bytes, with some room.
const ANSWER_HEAD: usize = 64;
