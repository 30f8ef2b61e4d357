//! What the application can do to sessions from a worker of PROCESS mode: messages to the reactors, after a look at the
//! session table.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::ProcessOptions;
use crate::ids::{ReactorId, SessionId, StreamId, WorkerId};
use crate::ipc::files::{FileChannel, OutgoingFile};
use crate::ipc::{Inbox, Link, StreamSign, ToReactor, ToWorker};
use crate::protocol::http2::Answer;
use crate::reactor::{Dispatch, DispatchFacts, DispatchMode, FILE_WEIGHT};
use crate::shm::bell::Bell;
use crate::shm::counters::Counters;
use crate::shm::sessions::{Peer, Session, SessionTable, flag};
use crate::sys::clock::unix_micros;
use crate::worker::gate::{self, WorkerPort};
use crate::worker::stream_windows::StreamWindows;
use crate::worker::{After, Control, Event, Gateway, Handler, SendError, Source};

pub(super) struct ProcessGateway {
    id: WorkerId,
    ports: Vec<WorkerPort>,
    link_limit: usize,
    mode: DispatchMode,
    dispatch_func: bool,
    dispatch: RefCell<Dispatch>,
    table: SessionTable,
    counters: Counters,
    bell: RefCell<Bell>,
    /// By reactor. Borrowed for single calls only, never while the application runs.
    links: RefCell<Vec<Link<ToReactor>>>,
    /// Messages since bells were rung.
    unrung: Cell<u32>,
    /// Events are being handed out; the reactors know that, and look at the rings now and then until it is over.
    pub(super) in_turn: Cell<bool>,
    /// Coroutines that wait for room, by session.
    waiting: RefCell<HashMap<SessionId, Vec<Waker>>>,
    windows: StreamWindows,
    retired: Cell<bool>,
    handler: OnceCell<Rc<dyn Handler>>,
    stop: Cell<bool>,
    /// By reactor.
    files: Vec<FileChannel>,
}

impl ProcessGateway {
    pub(super) fn new(options: ProcessOptions) -> (Rc<ProcessGateway>, Vec<Inbox<ToWorker>>) {
        let gateway = ProcessGateway {
            id: options.id,
            ports: options.ports,
            link_limit: options.link_limit,
            mode: options.dispatch_mode,
            dispatch_func: options.dispatch_func,
            dispatch: RefCell::new(Dispatch::new(options.dispatch_mode, options.workers, 0)),
            table: options.table,
            counters: options.counters,
            bell: RefCell::new(options.bell),
            links: RefCell::new(options.to_reactors),
            unrung: Cell::new(0),
            in_turn: Cell::new(false),
            waiting: RefCell::default(),
            windows: StreamWindows::default(),
            retired: Cell::new(false),
            handler: OnceCell::new(),
            stop: Cell::new(false),
            files: options.files,
        };
        (Rc::new(gateway), options.from_reactors)
    }

    pub(super) fn set_handler(&self, handler: Rc<dyn Handler>) {
        // `run` takes the worker, so it happens once.
        let _ = self.handler.set(handler);
    }

    pub(super) fn table(&self) -> &SessionTable {
        &self.table
    }

    pub(super) fn stop_asked(&self) -> bool {
        self.stop.get()
    }

    /// The reactors have taken all that was sent.
    pub(super) fn is_drained(&self) -> bool {
        self.links.borrow_mut().iter_mut().all(Link::is_drained)
    }

    /// From now on everything goes another way: the one before belongs to the successor.
    pub(super) fn change_way(&self, links: Vec<Link<ToReactor>>, bell: Bell) {
        self.retired.set(true);
        self.links.replace(links);
        self.bell.replace(bell);
        self.hello(&[]);
    }

    /// Each life of a worker begins so: what the one before half sent is void. `positions`: by reactor, where its events go on.
    pub(super) fn hello(&self, positions: &[u64]) {
        for (number, link) in self.links.borrow_mut().iter_mut().enumerate() {
            let position = positions.get(number).map(|position| position.to_ne_bytes());
            link.send(ToReactor::Hello, SessionId(0), &[position.as_ref().map_or(&[][..], |bytes| &bytes[..])]);
        }
        self.flush();
    }

    pub(super) fn post(&self, reactor: ReactorId, kind: ToReactor, id: SessionId, parts: &[&[u8]]) {
        let mut links = self.links.borrow_mut();
        let Some(link) = links.get_mut(usize::from(reactor.0)) else { return };
        link.send(kind, id, parts);
        if !self.in_turn.get() {
            // A coroutine that went on, a timer: nobody expects this, and the code may compute for long before it waits again.
            link.ring_bell();
            return;
        }
        let unrung = self.unrung.get() + 1;
        self.unrung.set(unrung);
        if unrung >= LONG_BATCH {
            self.unrung.set(0);
            links.iter_mut().for_each(Link::ring_bell);
        }
    }

    /// Moves what waits into the rings and rings the reactors that sleep. Those who wait for room in a ring go on when
    /// nothing waits before it.
    pub(super) fn flush(&self) {
        self.unrung.set(0);
        let mut emptied = false;
        for link in &mut *self.links.borrow_mut() {
            if !link.is_flushed() {
                emptied |= link.flush();
            }
            link.ring_bell();
        }
        if emptied {
            self.recheck();
        }
    }

    pub(super) fn is_flushed(&self) -> bool {
        self.links.borrow().iter().all(Link::is_flushed)
    }

    /// All who wait to send look again.
    pub(super) fn recheck(&self) {
        for (_, wakers) in self.waiting.take() {
            wakers.into_iter().for_each(Waker::wake);
        }
        self.windows.recheck();
    }

    /// Nothing of a stream waits in its reactor any more.
    pub(super) fn stream_drained(&self, id: SessionId, sign: StreamSign) {
        self.windows.drained(id, sign);
    }

    /// The session has ended: nobody waits for it any more.
    pub(super) fn ended(&self, id: SessionId) {
        self.drained(id);
        self.windows.forget(id);
    }

    /// The reactor of a session to which so many bytes may be sent.
    fn roomy(&self, session: Session<'_>, len: usize) -> Result<ReactorId, SendError> {
        let reactor = session.reactor();
        let waiting = self.links.borrow().get(usize::from(reactor.0)).map_or(0, Link::queued_bytes);
        if gate::has_room(waiting, len, self.link_limit) { Ok(reactor) } else { Err(SendError::BufferFull) }
    }

    /// Nothing waits in the session's outbox any more, or it is gone.
    pub(super) fn drained(&self, id: SessionId) {
        let waiting = self.waiting.borrow_mut().remove(&id);
        waiting.into_iter().flatten().for_each(Waker::wake);
    }

    fn is_sendable(&self, id: SessionId) -> bool {
        let Ok(session) = gate::writable(&self.table, id) else { return true };
        let flushed =
            |links: &Vec<Link<ToReactor>>| links.get(usize::from(session.reactor().0)).is_none_or(Link::is_flushed);
        session.queued() == 0 && flushed(&self.links.borrow())
    }

    fn watch(&self, id: SessionId) {
        if let Some(session) = self.table.get(id) {
            self.post(session.reactor(), ToReactor::Watch, id, &[]);
        }
    }

    /// Whether the events of that session come to this worker, so that it tells of the end itself.
    fn serves(&self, session: Session<'_>) -> bool {
        if self.dispatch_func {
            return false;
        }
        if self.mode == DispatchMode::CoroutinesOfSession {
            return session.worker() == Some(self.id);
        }
        let facts = Facts(session);
        !self.mode.keeps_order() || self.dispatch.borrow_mut().choose(session.id(), &facts) == self.id
    }

    /// Tells the application of the end, in the middle of whatever it does. False: it was told before, or another worker will.
    fn tell_end(&self, session: Session<'_>) -> bool {
        if !self.serves(session) {
            return false;
        }
        let Some(flags) = session.set_flag(flag::END_TOLD) else { return false };
        if flags & flag::END_TOLD != 0 {
            return false;
        }
        let port = session.port();
        let wanted = self.ports.get(usize::from(port.0)).is_some_and(|port| port.close_event);
        if let (true, Some(handler)) = (wanted, self.handler.get()) {
            let time = unix_micros() as f64 / 1_000_000.0;
            let source = Source { session: session.id(), reactor: session.reactor(), port, time };
            handler.event(source, Event::Close);
        }
        true
    }

    fn command(&self, id: SessionId, kind: ToReactor) -> Result<(), SendError> {
        let session = gate::usable(&self.table, id)?;
        self.post(session.reactor(), kind, id, &[]);
        Ok(())
    }
}

impl Gateway for ProcessGateway {
    fn send(&self, id: SessionId, data: &[u8]) -> Result<(), SendError> {
        let session = gate::sendable(&self.table, id)?;
        let limit = gate::limit_of(&self.ports, session.port());
        if !gate::has_room(session.queued() as usize, data.len(), limit) {
            return Err(SendError::BufferFull);
        }
        let reactor = session.reactor();
        let waiting = self.links.borrow().get(usize::from(reactor.0)).map_or(0, Link::queued_bytes);
        if !gate::has_room(waiting, data.len(), self.link_limit) {
            return Err(SendError::BufferFull);
        }
        self.post(reactor, ToReactor::Send, id, &[data]);
        self.counters.worker(self.id).note_response();
        Ok(())
    }

    fn send_file(&self, id: SessionId, file: OutgoingFile) -> Result<(), SendError> {
        let session = gate::sendable(&self.table, id)?;
        let limit = gate::limit_of(&self.ports, session.port());
        if !gate::has_room(session.queued() as usize, FILE_WEIGHT, limit) {
            return Err(SendError::BufferFull);
        }
        let reactor = session.reactor();
        let post = |message: &[u8]| self.post(reactor, ToReactor::SendFile, id, &[message]);
        gate::post_file(&self.files, reactor, &file, || self.flush(), post)?;
        self.counters.worker(self.id).note_response();
        Ok(())
    }

    fn respond(&self, id: SessionId, parts: [&[u8]; 2], after: Option<After>) -> Result<(), SendError> {
        let len = parts[0].len() + parts[1].len();
        let session = gate::sendable(&self.table, id)?;
        let reactor = session.reactor();
        if after.is_none() {
            let limit = gate::limit_of(&self.ports, session.port());
            let waiting = self.links.borrow().get(usize::from(reactor.0)).map_or(0, Link::queued_bytes);
            let room = gate::has_room(session.queued() as usize, len, limit);
            if !room || !gate::has_room(waiting, len, self.link_limit) {
                return Err(SendError::BufferFull);
            }
        }
        self.post(reactor, ToReactor::Answer, id, &[&[gate::answer_code(after)], parts[0], parts[1]]);
        if after.is_some() {
            self.counters.worker(self.id).note_response();
        }
        Ok(())
    }

    fn answer(&self, id: SessionId, stream: StreamId, answer: Answer<'_>) -> Result<(), SendError> {
        let session = gate::writable(&self.table, id)?;
        let len = answer.data.len();
        let reactor = if answer.is_last() { session.reactor() } else { self.roomy(session, len)? };
        self.windows.admit(id, stream, len, answer.is_last())?;
        let parts: &[&[u8]] =
            &[&stream.0.to_ne_bytes(), &answer.preamble(), answer.head_bytes(), answer.trailers, answer.data];
        self.post(reactor, ToReactor::StreamAnswer, id, parts);
        if answer.is_last() {
            self.counters.worker(self.id).note_response();
        }
        Ok(())
    }

    fn answer_file(&self, id: SessionId, stream: StreamId, file: OutgoingFile) -> Result<(), SendError> {
        let session = gate::writable(&self.table, id)?;
        let reactor = self.roomy(session, FILE_WEIGHT)?;
        self.windows.admit(id, stream, FILE_WEIGHT, false)?;
        let post = |message: &[u8]| {
            self.post(reactor, ToReactor::StreamFile, id, &[&stream.0.to_ne_bytes(), message]);
        };
        gate::post_file(&self.files, reactor, &file, || self.flush(), post)
    }

    fn poll_answerable(&self, id: SessionId, stream: StreamId, cx: &mut Context<'_>) -> Poll<()> {
        // A process that has retired is told of nothing any more.
        if self.retired.get() && self.is_sendable(id) {
            self.windows.drained(id, StreamSign { stream, gone: false });
        }
        self.windows.poll(id, stream, cx, |sign| {
            if let Some(session) = self.table.get(id) {
                self.post(session.reactor(), ToReactor::Watch, id, &[sign]);
            }
        })
    }

    fn disown(&self, id: SessionId, stream: StreamId) {
        let Some(session) = self.table.get(id) else { return };
        let number = stream.0.to_ne_bytes();
        let part: &[u8] = if stream.is_none() { &[] } else { &number };
        self.post(session.reactor(), ToReactor::Disowned, id, &[part]);
    }

    fn wait_answerable(&self, id: SessionId, stream: StreamId, timeout: Option<Duration>) -> bool {
        let empty = self.wait_sendable(id, timeout);
        if empty {
            self.windows.drained(id, StreamSign { stream, gone: false });
        }
        empty
    }

    fn control(&self, id: SessionId, control: Control<'_>) -> Result<(), SendError> {
        let session = gate::usable(&self.table, id)?;
        self.post(session.reactor(), ToReactor::Control, id, &[&control.to_bytes()]);
        Ok(())
    }

    fn poll_sendable(&self, id: SessionId, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_sendable(id) {
            return Poll::Ready(());
        }
        let mut waiting = self.waiting.borrow_mut();
        let wakers = waiting.entry(id).or_default();
        let first = wakers.is_empty();
        if !wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
            wakers.push(cx.waker().clone());
        }
        drop(waiting);
        if first {
            self.watch(id);
        }
        Poll::Pending
    }

    fn wait_sendable(&self, id: SessionId, timeout: Option<Duration>) -> bool {
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        self.watch(id);
        loop {
            self.flush();
            if self.is_sendable(id) {
                return true;
            }
            let left = deadline.map_or(WAIT_STEP, |deadline| deadline.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return false;
            }
            // The answer comes behind the events of other sessions, which can not be taken here: the table says it too.
            let bell = self.bell.borrow().clone();
            bell.wait(Some(left.min(WAIT_STEP)), || false);
        }
    }

    fn close(&self, id: SessionId, reset: bool) -> Result<(), SendError> {
        let session = gate::usable(&self.table, id)?;
        let before = session.set_flag(flag::CLOSING | flag::CLOSED_BY_SERVER).ok_or(SendError::NoSession)?;
        if before & flag::CLOSING != 0 {
            return Err(SendError::Closing);
        }
        let reactor = session.reactor();
        let told = self.tell_end(session);
        let kind = if reset { ToReactor::Reset } else { ToReactor::Close };
        self.post(reactor, kind, id, &[&[u8::from(told)]]);
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

struct Facts<'t>(Session<'t>);

impl DispatchFacts for Facts<'_> {
    fn peer_ip(&self) -> Option<IpAddr> {
        match self.0.info()?.peer {
            Peer::Ip(address) => Some(address.ip()),
            Peer::Unix(_) => None,
        }
    }

    fn uid(&self) -> u32 {
        self.0.uid().unwrap_or(0)
    }

    /// The load is not asked for by the modes that keep a session with one worker.
    fn pending(&self, _worker: WorkerId) -> u32 {
        0
    }

    fn coroutines(&self, _worker: WorkerId) -> u32 {
        0
    }

    fn concurrency(&self, _worker: WorkerId) -> u32 {
        0
    }

    fn assigned(&self) -> Option<WorkerId> {
        self.0.worker()
    }

    /// The reactor's to do.
    fn assign(&self, _worker: WorkerId) {}
}

/// A callback that sends to many sessions should not keep sleeping reactors waiting for its end.
const LONG_BATCH: u32 = 32;
const WAIT_STEP: Duration = Duration::from_millis(5);
