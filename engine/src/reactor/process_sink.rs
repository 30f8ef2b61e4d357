//! The sink of PROCESS mode: events become messages to the worker that the dispatch mode chooses.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use tokio::sync::Notify;

use super::advice::{Advice, Passage, Subject, Verdict};
use super::dispatch::{Dispatch, DispatchFacts, DispatchMode, address_number};
use super::event_loop::Parking;
use super::{Delivery, Receipt, Sink};
use crate::events::{Event, Packet, PacketPeer, Source};
use crate::ids::{PortIndex, SessionId, StreamId, WorkerId};
use crate::ipc::{EventPrefix, Link, StreamSign, ToWorker, packet};
use crate::shm::counters::{Counters, WorkerState};
use crate::shm::sessions::{Peer, SessionTable};

/// Of one reactor thread.
pub(super) struct ProcessSink {
    /// By worker. Borrowed for single calls only.
    links: RefCell<Vec<Link<ToWorker>>>,
    /// Messages to a worker since its bell was rung, over all workers.
    unrung: Cell<u32>,
    /// Something was sent since `wait_for_traffic` began to wait.
    traffic: Cell<bool>,
    traffic_waits: Notify,
    /// Whose main future takes the workers' commands.
    parking: OnceCell<Rc<Parking>>,
    dispatch: RefCell<Dispatch>,
    mode: DispatchMode,
    /// The functions of an application on this thread.
    advice: Option<Rc<dyn Advice>>,
    /// Its `dispatch_func` chooses the workers.
    by_function: bool,
    /// What the function said of what there was no room for.
    chosen: RefCell<HashMap<Held, WorkerId>>,
    table: SessionTable,
    counters: Counters,
    /// Connections that wait for room in the ring of a worker.
    blocked: RefCell<Vec<Waker>>,
    /// Sessions whose Close went to a worker that has not released them yet.
    releasing: RefCell<HashMap<SessionId, Told>>,
    /// By worker: how many lives of it have said Hello.
    lives: RefCell<Vec<u64>>,
}

/// What waits for room: of each session and of each port for datagrams at most one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Held {
    Data(SessionId),
    Packet(PortIndex),
}

#[derive(Clone, Copy, Debug)]
struct Told {
    worker: WorkerId,
    life: u64,
}

impl ProcessSink {
    pub(super) fn new(
        links: Vec<Link<ToWorker>>,
        dispatch: Dispatch,
        advice: Option<Rc<dyn Advice>>,
        table: SessionTable,
        counters: Counters,
    ) -> Self {
        let workers = links.len();
        ProcessSink {
            by_function: advice.as_ref().is_some_and(|advice| advice.dispatches()),
            advice,
            chosen: RefCell::default(),
            links: RefCell::new(links),
            unrung: Cell::new(0),
            traffic: Cell::new(false),
            traffic_waits: Notify::new(),
            parking: OnceCell::new(),
            mode: dispatch.mode(),
            dispatch: RefCell::new(dispatch),
            table,
            counters,
            blocked: RefCell::default(),
            releasing: RefCell::default(),
            lives: RefCell::new(vec![0; workers]),
        }
    }

    pub(super) fn set_parking(&self, parking: Rc<Parking>) {
        // Set once, when the loop is put together.
        let _ = self.parking.set(parking);
    }

    /// Moves what waits into the rings and rings the workers that sleep.
    pub(super) fn flush(&self) {
        self.unrung.set(0);
        for link in &mut *self.links.borrow_mut() {
            link.flush();
            link.ring_bell();
        }
    }

    /// Ready when something was sent to a worker since the last call.
    pub(super) async fn wait_for_traffic(&self) {
        while !self.traffic.replace(false) {
            self.traffic_waits.notified().await;
        }
    }

    /// A worker has not taken all it got, or is still at it; or something waits until one is not.
    pub(super) fn is_work_under_way(&self) -> bool {
        if self.has_blocked() {
            return true;
        }
        let mut links = self.links.borrow_mut();
        (0..).map(WorkerId).zip(links.iter_mut()).any(|(worker, link)| {
            let working = matches!(self.counters.worker(worker).state(), WorkerState::Busy | WorkerState::Exiting);
            working || !link.is_drained()
        })
    }

    pub(super) fn has_blocked(&self) -> bool {
        !self.blocked.borrow().is_empty()
    }

    /// A worker may have made room: those that wait for it try again.
    pub(super) fn unblock(&self) {
        if self.blocked.borrow().is_empty() {
            return;
        }
        for waker in self.blocked.take() {
            waker.wake();
        }
    }

    /// True when the worker had been told of the end of that session.
    pub(super) fn released(&self, session: SessionId) -> bool {
        self.releasing.borrow_mut().remove(&session).is_some()
    }

    /// A worker (again) begins to send. Its predecessor may have died with Closes in hand that it will never release:
    /// the marker comes back when the new one has dealt with those that were still in the ring.
    pub(super) fn worker_began(&self, worker: WorkerId) {
        let mut lives = self.lives.borrow_mut();
        let Some(life) = lives.get_mut(worker.0 as usize) else { return };
        *life += 1;
        self.post(worker, ToWorker::Marker, SessionId(*life), &[]);
    }

    /// The sessions that only a former life of the worker could have released.
    pub(super) fn marker_returned(&self, worker: WorkerId, life: u64) -> Vec<SessionId> {
        let mut orphans = Vec::new();
        self.releasing.borrow_mut().retain(|&session, told| {
            let orphan = told.worker == worker && told.life < life;
            if orphan {
                orphans.push(session);
            }
            !orphan
        });
        orphans
    }

    #[inline]
    fn choose(&self, session: SessionId) -> WorkerId {
        self.dispatch.borrow_mut().choose(session, &Facts { sink: self, session })
    }

    /// Who gets an event. `Err`: nobody.
    #[inline]
    fn target(&self, source: Source, event: &Event<'_>) -> Result<WorkerId, Delivery> {
        if self.by_function {
            return self.ask(source, event);
        }
        if self.mode == DispatchMode::Stream && matches!(Passage::of(event), Some((Passage::Data, _))) {
            return self.idle_worker(source.session).ok_or(Delivery::Full);
        }
        Ok(self.choose(source.session))
    }

    /// As long as nobody is idle, what waits is looked after.
    fn idle_worker(&self, session: SessionId) -> Option<WorkerId> {
        let found = self.dispatch.borrow_mut().idle(&Facts { sink: self, session });
        if found.is_none() && !self.traffic.replace(true) {
            self.traffic_waits.notify_one();
        }
        found
    }

    #[cold]
    fn ask(&self, source: Source, event: &Event<'_>) -> Result<WorkerId, Delivery> {
        let asked = self.advice.as_ref().zip(Passage::of(event));
        let Some((advice, (passage, data))) = asked else { return Ok(self.choose(source.session)) };
        if passage == Passage::Data
            && let Some(worker) = self.chosen.borrow_mut().remove(&Held::Data(source.session))
        {
            return Ok(worker);
        }
        match advice.dispatch(Subject::Session(source.session, passage), data) {
            Verdict::Worker(worker) => Ok(worker),
            Verdict::ByMode => Ok(self.choose(source.session)),
            Verdict::Refuse if passage == Passage::Connect => Err(Delivery::Refused),
            Verdict::Refuse | Verdict::Discard => Err(Delivery::Done),
        }
    }

    /// Who gets a datagram. `None`: nobody.
    fn packet_target(&self, packet: &Packet<'_>) -> Option<WorkerId> {
        let (ip, key) = match &packet.peer {
            PacketPeer::Ip(address) => (Some(address.ip()), 0),
            PacketPeer::Unix(path) => (None, path_key(path)),
        };
        let advice = self.advice.as_ref().filter(|_| self.by_function);
        if let Some(advice) = advice {
            if let Some(worker) = self.chosen.borrow_mut().remove(&Held::Packet(packet.port)) {
                return Some(worker);
            }
            match advice.dispatch(Subject::Packet(ip.map_or((key ^ key >> 32) as u32, address_number)), packet.data) {
                Verdict::Worker(worker) => return Some(worker),
                Verdict::ByMode => {}
                Verdict::Refuse | Verdict::Discard => return None,
            }
        }
        let facts = Facts { sink: self, session: SessionId(0) };
        Some(self.dispatch.borrow_mut().choose_for_packet(ip, key, &facts))
    }

    /// There was no room: the function is not asked again.
    fn remember(&self, what: Held, worker: WorkerId) {
        if self.by_function {
            self.chosen.borrow_mut().insert(what, worker);
        }
    }

    /// What the application has to answer or use: counted, and refused when there is no room.
    fn receive(&self, worker: WorkerId, source: Source, kind: ToWorker, parts: &[&[u8]]) -> Delivery {
        let row = self.counters.worker(worker);
        if self.mode.looks_at_load() {
            row.note_pushed();
        }
        let mut links = self.links.borrow_mut();
        let link = &mut links[worker.0 as usize];
        // Before: the worker may be done with it, and tell of the number, at once.
        row.note_dispatched();
        if link.try_send(kind, source.session, parts).is_err() {
            row.take_back_dispatched();
            drop(links);
            self.remember(Held::Data(source.session), worker);
            return Delivery::Full;
        }
        drop(links);
        self.count();
        if let Some(session) = self.table.get(source.session) {
            session.note_dispatched((source.time * 1_000_000.0) as u64);
        }
        Delivery::Done
    }

    /// Of what was sent last.
    fn receipt(&self, worker: WorkerId) -> Receipt {
        Receipt { worker, position: self.links.borrow()[worker.0 as usize].began() }
    }

    fn post(&self, worker: WorkerId, kind: ToWorker, session: SessionId, parts: &[&[u8]]) {
        if self.mode.looks_at_load() {
            self.counters.worker(worker).note_pushed();
        }
        self.links.borrow_mut()[worker.0 as usize].send(kind, session, parts);
        self.count();
    }

    /// Bells are rung and commands are taken when a batch is over, but a batch under load may be long.
    #[inline]
    fn count(&self) {
        if !self.traffic.replace(true) {
            self.traffic_waits.notify_one();
        }
        let unrung = self.unrung.get() + 1;
        self.unrung.set(unrung);
        if unrung >= LONG_BATCH {
            self.unrung.set(0);
            self.links.borrow_mut().iter_mut().for_each(Link::ring_bell);
            if let Some(parking) = self.parking.get() {
                parking.wake_main();
            }
        }
    }
}

impl Sink for ProcessSink {
    fn deliver(&self, source: Source, event: Event<'_>) -> Delivery {
        let worker = match self.target(source, &event) {
            Ok(worker) => worker,
            Err(delivery) => return delivery,
        };
        let kind = match event {
            Event::Receive(data) => {
                return self.receive(worker, source, ToWorker::Receive, &[&prefix(source).to_bytes(), data]);
            }
            Event::Request { stream, index, raw } => {
                let len = (index.len() as u32).to_ne_bytes();
                let prefix = EventPrefix { stream, ..prefix(source) };
                let parts: &[&[u8]] = &[&prefix.to_bytes(), &len, index, raw];
                return match self.receive(worker, source, ToWorker::Request, parts) {
                    Delivery::Done => Delivery::Taken(self.receipt(worker)),
                    refused => refused,
                };
            }
            Event::Connect(certificate) => {
                self.post(worker, ToWorker::Connect, source.session, &[&prefix(source).to_bytes(), certificate]);
                return Delivery::Done;
            }
            Event::Message { opcode, flags, data } => {
                let parts: &[&[u8]] = &[&prefix(source).to_bytes(), &[opcode, flags], data];
                return self.receive(worker, source, ToWorker::Message, parts);
            }
            Event::BufferFull => ToWorker::BufferFull,
            Event::BufferEmpty => ToWorker::BufferEmpty,
            Event::Close => ToWorker::Close,
        };
        self.post(worker, kind, source.session, &[&prefix(source).to_bytes()]);
        if kind != ToWorker::Close {
            return Delivery::Done;
        }
        let life = self.lives.borrow()[worker.0 as usize];
        self.releasing.borrow_mut().insert(source.session, Told { worker, life });
        Delivery::Releasing
    }

    fn packet(&self, packet: &Packet<'_>) -> Delivery {
        let Some(worker) = self.packet_target(packet) else { return Delivery::Done };
        let (time, reactor, port) = (packet.time, packet.reactor, packet.port);
        let prefix = EventPrefix { time, reactor, port, stream: StreamId::NONE }.to_bytes();
        let peer = packet::encode(&packet.peer);
        let parts = [&prefix, peer.as_ref(), packet.data];
        let row = self.counters.worker(worker);
        if self.links.borrow_mut()[worker.0 as usize].try_send(ToWorker::Packet, SessionId(0), &parts).is_err() {
            self.remember(Held::Packet(packet.port), worker);
            return Delivery::Full;
        }
        if self.mode.looks_at_load() {
            row.note_pushed();
        }
        self.count();
        row.note_dispatched();
        Delivery::Done
    }

    fn poll_room(&self, _source: Source, cx: &mut Context<'_>) -> Poll<()> {
        self.blocked.borrow_mut().push(cx.waker().clone());
        Poll::Pending
    }

    fn drained(&self, worker: WorkerId, session: SessionId) {
        if (worker.0 as usize) < self.links.borrow().len() {
            self.post(worker, ToWorker::Drained, session, &[]);
        }
    }

    fn stream_drained(&self, worker: WorkerId, session: SessionId, sign: StreamSign) {
        if (worker.0 as usize) < self.links.borrow().len() {
            self.post(worker, ToWorker::Drained, session, &[&sign.to_bytes()]);
        }
    }

    fn package_length(&self, port: PortIndex, data: &[u8]) -> i64 {
        self.advice.as_ref().map_or(0, |advice| advice.package_length(port, data))
    }

    fn forgotten(&self, session: SessionId) {
        if self.by_function {
            self.chosen.borrow_mut().remove(&Held::Data(session));
        }
    }
}

struct Facts<'a> {
    sink: &'a ProcessSink,
    session: SessionId,
}

impl DispatchFacts for Facts<'_> {
    fn peer_ip(&self) -> Option<IpAddr> {
        match self.sink.table.get(self.session)?.info()?.peer {
            Peer::Ip(address) => Some(address.ip()),
            Peer::Unix(_) => None,
        }
    }

    fn uid(&self) -> u32 {
        self.sink.table.get(self.session).and_then(|session| session.uid()).unwrap_or(0)
    }

    fn pending(&self, worker: WorkerId) -> u32 {
        let row = self.sink.counters.worker(worker);
        let busy = u64::from(!row.is_idle());
        u32::try_from(row.pending().max(busy)).unwrap_or(u32::MAX)
    }

    fn coroutines(&self, worker: WorkerId) -> u32 {
        let row = self.sink.counters.worker(worker);
        u32::try_from(row.coroutines() + row.pending()).unwrap_or(u32::MAX)
    }

    fn concurrency(&self, worker: WorkerId) -> u32 {
        let row = self.sink.counters.worker(worker);
        u32::try_from(row.concurrency() + row.pending()).unwrap_or(u32::MAX)
    }

    fn assigned(&self) -> Option<WorkerId> {
        self.sink.table.get(self.session).and_then(|session| session.worker())
    }

    fn assign(&self, worker: WorkerId) {
        self.sink.table.get(self.session).map(|session| session.bind_worker(worker));
    }
}

/// Clients of a unix socket that share a path share a worker.
fn path_key(path: &[u8]) -> u64 {
    path.iter().fold(0, |key: u64, &byte| key.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

fn prefix(source: Source) -> EventPrefix {
    EventPrefix { time: source.time, reactor: source.reactor, port: source.port, stream: StreamId::NONE }
}

const LONG_BATCH: u32 = 32;
