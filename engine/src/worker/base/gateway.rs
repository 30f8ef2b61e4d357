//! What the application can do to sessions from a worker of BASE mode: its own directly, those of other workers by message.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::sink::{BaseSink, PeerLinks};
use crate::ids::{SessionId, StreamId, WorkerId};
use crate::ipc::files::{FileChannel, OutgoingFile};
use crate::ipc::{StreamSign, ToReactor};
use crate::protocol::http2::Answer;
use crate::reactor::{CloseKind, FILE_WEIGHT, Reactor};
use crate::shm::counters::Counters;
use crate::shm::sessions::{Session, SessionTable, flag};
use crate::worker::gate::{self, WorkerPort};
use crate::worker::stream_windows::{self, StreamWindows};
use crate::worker::{After, Control, Event, Gateway, SendError};

pub(super) struct BaseGateway {
    pub(super) id: WorkerId,
    pub(super) ports: Vec<WorkerPort>,
    pub(super) link_limit: usize,
    pub(super) table: SessionTable,
    pub(super) counters: Counters,
    pub(super) reactor: Rc<Reactor>,
    pub(super) links: Rc<PeerLinks>,
    pub(super) sink: Rc<BaseSink>,
    /// Coroutines that wait for room in sessions of other workers.
    pub(super) waiting: RefCell<HashMap<SessionId, Vec<Waker>>>,
    /// Of streams of other workers.
    pub(super) windows: StreamWindows,
    pub(super) stop: Cell<bool>,
    /// By reactor, which is by worker.
    pub(super) files: Vec<FileChannel>,
}

impl BaseGateway {
    pub(super) fn stop_asked(&self) -> bool {
        self.stop.get()
    }

    pub(super) fn flush(&self) {
        if self.links.flush() {
            self.recheck();
        }
    }

    pub(super) fn is_flushed(&self) -> bool {
        self.links.is_flushed() && self.reactor.is_flushed()
    }

    pub(super) fn recheck(&self) {
        for (_, wakers) in self.waiting.take() {
            wakers.into_iter().for_each(Waker::wake);
        }
        self.windows.recheck();
    }

    pub(super) fn stream_drained(&self, id: SessionId, sign: StreamSign) {
        self.windows.drained(id, sign);
    }

    pub(super) fn drained(&self, id: SessionId) {
        let waiting = self.waiting.borrow_mut().remove(&id);
        waiting.into_iter().flatten().for_each(Waker::wake);
    }

    pub(super) fn answer(&self, worker: WorkerId, kind: ToReactor, id: SessionId) {
        self.links.post(worker, kind, id, &[]);
    }

    /// The worker whose loop has that session; `None`: this one.
    fn elsewhere(&self, session: Session<'_>) -> Option<WorkerId> {
        let reactor = session.reactor();
        (reactor != self.reactor.id()).then_some(WorkerId(u32::from(reactor.0)))
    }

    fn is_sendable(&self, id: SessionId) -> bool {
        let Ok(session) = gate::writable(&self.table, id) else { return true };
        let waits = self.elsewhere(session).map_or(0, |worker| self.links.queued_bytes(worker));
        session.queued() == 0 && waits == 0
    }

    /// The worker ends, and its connections with it.
    pub(super) fn close_all(&self) {
        for id in self.reactor.sessions() {
            // One that is closing already was told.
            let _ = self.close_own(id, CloseKind::Flush);
        }
    }

    fn close_own(&self, id: SessionId, kind: CloseKind) -> Result<(), SendError> {
        if let Some(source) = self.reactor.close_telling(id, kind)? {
            if self.sink.claim_end(id) {
                self.sink.tell(source, Event::Close);
            }
            self.reactor.released(id);
        }
        Ok(())
    }

    fn command(
        &self,
        id: SessionId,
        kind: ToReactor,
        own: impl FnOnce(&Reactor) -> Result<(), SendError>,
    ) -> Result<(), SendError> {
        let session = gate::usable(&self.table, id)?;
        match self.elsewhere(session) {
            None => own(&self.reactor),
            Some(worker) => {
                self.links.post(worker, kind, id, &[]);
                Ok(())
            }
        }
    }
}

impl Gateway for BaseGateway {
    fn send(&self, id: SessionId, data: &[u8]) -> Result<(), SendError> {
        let session = gate::sendable(&self.table, id)?;
        let limit = gate::limit_of(&self.ports, session.port());
        if !gate::has_room(session.queued() as usize, data.len(), limit) {
            // Who sends in a loop keeps this one from turning, which would write and hear of the peer's end.
            let own = self.elsewhere(session).is_none();
            if !own || !self.reactor.flush_blocking(id, Some(Duration::ZERO)) && session.queued() > 0 {
                return Err(SendError::BufferFull);
            }
        }
        match self.elsewhere(session) {
            None => self.reactor.send(id, data)?,
            Some(worker) => {
                if !gate::has_room(self.links.queued_bytes(worker), data.len(), self.link_limit) {
                    return Err(SendError::BufferFull);
                }
                self.links.post(worker, ToReactor::Send, id, &[data]);
            }
        }
        self.counters.worker(self.id).note_response();
        Ok(())
    }

    fn send_file(&self, id: SessionId, file: OutgoingFile) -> Result<(), SendError> {
        let session = gate::sendable(&self.table, id)?;
        let limit = gate::limit_of(&self.ports, session.port());
        if !gate::has_room(session.queued() as usize, FILE_WEIGHT, limit) {
            return Err(SendError::BufferFull);
        }
        match self.elsewhere(session) {
            None => self.reactor.send_file(id, file)?,
            Some(worker) => {
                let post = |message: &[u8]| self.links.post(worker, ToReactor::SendFile, id, &[message]);
                gate::post_file(&self.files, session.reactor(), &file, || self.flush(), post)?;
            }
        }
        self.counters.worker(self.id).note_response();
        Ok(())
    }

    fn send_wait(&self, id: SessionId, data: &[u8], timeout: Option<Duration>) -> Result<bool, SendError> {
        let session = gate::writable(&self.table, id)?;
        if self.elsewhere(session).is_none() {
            // First what waits, so that there is room whatever the limit.
            if session.queued() > 0 && !self.reactor.flush_blocking(id, timeout) {
                return Ok(false);
            }
            self.send(id, data)?;
            return Ok(self.reactor.flush_blocking(id, timeout));
        }
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        let wait = || {
            while !self.is_sendable(id) {
                if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                    return false;
                }
                self.links.flush();
                std::thread::sleep(STEP);
            }
            true
        };
        if !wait() {
            return Ok(false);
        }
        self.send(id, data)?;
        Ok(wait())
    }

    fn respond(&self, id: SessionId, parts: [&[u8]; 2], after: Option<After>) -> Result<(), SendError> {
        let len = parts[0].len() + parts[1].len();
        let session = gate::sendable(&self.table, id)?;
        let limit = gate::limit_of(&self.ports, session.port());
        if after.is_none() && !gate::has_room(session.queued() as usize, len, limit) {
            return Err(SendError::BufferFull);
        }
        match self.elsewhere(session) {
            None => self.reactor.respond(id, parts, after)?,
            Some(worker) => {
                let queued = self.links.queued_bytes(worker);
                if after.is_none() && !gate::has_room(queued, len, self.link_limit) {
                    return Err(SendError::BufferFull);
                }
                self.links.post(worker, ToReactor::Answer, id, &[&[gate::answer_code(after)], parts[0], parts[1]]);
            }
        }
        if after.is_some() {
            self.counters.worker(self.id).note_response();
        }
        Ok(())
    }

    fn answer(&self, id: SessionId, stream: StreamId, answer: Answer<'_>) -> Result<(), SendError> {
        let session = gate::writable(&self.table, id)?;
        let (len, last) = (answer.data.len(), answer.is_last());
        match self.elsewhere(session) {
            None => {
                let has_room = || match self.reactor.is_stream_deep(id, stream) {
                    false => stream_windows::has_room(self.reactor.stream_queued(id, stream), len),
                    true => {
                        let limit = gate::limit_of(&self.ports, session.port());
                        gate::has_room(session.queued() as usize, len, limit)
                    }
                };
                if !last && !has_room() {
                    return Err(SendError::BufferFull);
                }
                self.reactor.answer(id, stream, answer)?;
            }
            Some(worker) => {
                if !last && !gate::has_room(self.links.queued_bytes(worker), len, self.link_limit) {
                    return Err(SendError::BufferFull);
                }
                self.windows.admit(id, stream, len, last)?;
                let parts: &[&[u8]] =
                    &[&stream.0.to_ne_bytes(), &answer.preamble(), answer.head_bytes(), answer.trailers, answer.data];
                self.links.post(worker, ToReactor::StreamAnswer, id, parts);
            }
        }
        if last {
            self.counters.worker(self.id).note_response();
        }
        Ok(())
    }

    fn answer_file(&self, id: SessionId, stream: StreamId, file: OutgoingFile) -> Result<(), SendError> {
        let session = gate::writable(&self.table, id)?;
        let Some(worker) = self.elsewhere(session) else { return self.reactor.answer_file(id, stream, file) };
        self.windows.admit(id, stream, FILE_WEIGHT, false)?;
        let post = |message: &[u8]| {
            self.links.post(worker, ToReactor::StreamFile, id, &[&stream.0.to_ne_bytes(), message]);
        };
        gate::post_file(&self.files, session.reactor(), &file, || self.flush(), post)
    }

    fn poll_answerable(&self, id: SessionId, stream: StreamId, cx: &mut Context<'_>) -> Poll<()> {
        let Some(session) = self.table.get(id) else { return Poll::Ready(()) };
        let Some(worker) = self.elsewhere(session) else { return self.reactor.poll_stream_drained(id, stream, cx) };
        self.windows.poll(id, stream, cx, |sign| self.links.post(worker, ToReactor::Watch, id, &[sign]))
    }

    /// As for `wait_sendable`: it drains on this very loop. So what waits may be as much as over HTTP/1 (`socket_buffer_size`).
    fn wait_answerable(&self, id: SessionId, stream: StreamId, _timeout: Option<Duration>) -> bool {
        match gate::writable(&self.table, id) {
            Ok(session) if self.elsewhere(session).is_none() => self.reactor.deepen_stream(id, stream),
            _ => self.is_sendable(id),
        }
    }

    fn control(&self, id: SessionId, control: Control<'_>) -> Result<(), SendError> {
        let session = gate::usable(&self.table, id)?;
        match self.elsewhere(session) {
            None => self.reactor.control(id, control),
            Some(worker) => {
                self.links.post(worker, ToReactor::Control, id, &[&control.to_bytes()]);
                Ok(())
            }
        }
    }

    fn poll_sendable(&self, id: SessionId, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_sendable(id) {
            return Poll::Ready(());
        }
        let Some(session) = self.table.get(id) else { return Poll::Ready(()) };
        let Some(worker) = self.elsewhere(session) else { return self.reactor.poll_drained(id, cx) };
        let mut waiting = self.waiting.borrow_mut();
        let wakers = waiting.entry(id).or_default();
        if wakers.is_empty() {
            self.links.post(worker, ToReactor::Watch, id, &[]);
        }
        if !wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
            wakers.push(cx.waker().clone());
        }
        Poll::Pending
    }

    /// The outbox drains on this very loop, which would stand still meanwhile.
    fn wait_sendable(&self, id: SessionId, _timeout: Option<Duration>) -> bool {
        self.is_sendable(id)
    }

    fn close(&self, id: SessionId, reset: bool) -> Result<(), SendError> {
        let session = gate::usable(&self.table, id)?;
        let Some(worker) = self.elsewhere(session) else {
            return self.close_own(id, if reset { CloseKind::Discard } else { CloseKind::Flush });
        };
        let before = session.set_flag(flag::CLOSING | flag::CLOSED_BY_SERVER).ok_or(SendError::NoSession)?;
        if before & flag::CLOSING != 0 {
            return Err(SendError::Closing);
        }
        let kind = if reset { ToReactor::Reset } else { ToReactor::Close };
        self.links.post(worker, kind, id, &[&[0]]);
        Ok(())
    }

    fn pause(&self, id: SessionId) -> Result<(), SendError> {
        self.command(id, ToReactor::Pause, |reactor| reactor.pause(id))
    }

    fn resume(&self, id: SessionId) -> Result<(), SendError> {
        self.command(id, ToReactor::Resume, |reactor| reactor.resume(id))
    }

    fn confirm(&self, id: SessionId) -> Result<(), SendError> {
        self.command(id, ToReactor::Confirm, |reactor| reactor.confirm(id))
    }

    fn stop(&self) {
        self.stop.set(true);
        self.sink.wake_main();
    }
}

/// Between two looks at a session of another worker.
const STEP: Duration = Duration::from_millis(2);
