//! The sink of BASE mode: events go to the application at once.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::task::{Context, Poll};

use crate::ids::{PortIndex, SessionId, WorkerId};
use crate::ipc::{Link, StreamSign, ToReactor};
use crate::protocol::Violation;
use crate::reactor::event_loop::Parking;
use crate::reactor::{Delivery, Sink};
use crate::shm::counters::{Counters, WorkerState};
use crate::shm::sessions::{SessionTable, flag};
use crate::worker::{Event, Handler, Packet, Source};

pub(super) struct BaseSink {
    id: WorkerId,
    table: SessionTable,
    counters: Counters,
    links: Rc<PeerLinks>,
    handler: OnceCell<Rc<dyn Handler>>,
    /// Set when a callback ended the worker: the tasks that run before the loop ends must not call the application any more.
    killed: Cell<bool>,
    /// Events since the main future had its turn.
    since_main: Cell<u32>,
    parking: OnceCell<Rc<Parking>>,
}

impl BaseSink {
    pub(super) fn new(id: WorkerId, table: SessionTable, counters: Counters, links: Rc<PeerLinks>) -> BaseSink {
        BaseSink {
            id,
            table,
            counters,
            links,
            handler: OnceCell::new(),
            killed: Cell::new(false),
            since_main: Cell::new(0),
            parking: OnceCell::new(),
        }
    }

    pub(super) fn set_handler(&self, handler: Rc<dyn Handler>) {
        // `run` takes the worker, so it happens once.
        let _ = self.handler.set(handler);
    }

    pub(super) fn set_parking(&self, parking: Rc<Parking>) {
        let _ = self.parking.set(parking);
    }

    pub(super) fn kill(&self) {
        self.killed.set(true);
    }

    /// The main future had its turn.
    pub(super) fn turned(&self) {
        self.since_main.set(0);
    }

    /// Calls the application, unless it ended the worker.
    pub(super) fn tell(&self, source: Source, event: Event<'_>) {
        let Some(handler) = self.handler.get().filter(|_| !self.killed.get()) else { return };
        handler.event(source, event);
        self.told(&**handler);
    }

    fn told(&self, handler: &dyn Handler) {
        let since = self.since_main.get() + 1;
        self.since_main.set(since);
        let over = handler.fate().is_some();
        if over {
            self.kill();
        }
        if over || since >= LONG_BATCH {
            self.since_main.set(0);
            self.wake_main();
        }
    }

    pub(super) fn wake_main(&self) {
        if let Some(parking) = self.parking.get() {
            parking.wake_main();
        }
    }

    /// True for the one who tells the application of the end.
    pub(super) fn claim_end(&self, id: SessionId) -> bool {
        let before = self.table.get(id).and_then(|session| session.set_flag(flag::END_TOLD));
        before.is_some_and(|flags| flags & flag::END_TOLD == 0)
    }
}

impl Sink for BaseSink {
    fn deliver(&self, source: Source, event: Event<'_>) -> Delivery {
        let row = self.counters.worker(self.id);
        row.set_state(WorkerState::Busy);
        match event {
            Event::Receive(_) | Event::Request { .. } | Event::Message { .. } => {
                row.note_dispatched();
                if let Some(session) = self.table.get(source.session) {
                    session.note_dispatched((source.time * 1e6) as u64);
                }
            }
            Event::Close if !self.claim_end(source.session) => return Delivery::Done,
            _ => {}
        }
        self.tell(source, event);
        Delivery::Done
    }

    fn packet(&self, packet: &Packet<'_>) -> Delivery {
        let row = self.counters.worker(self.id);
        row.set_state(WorkerState::Busy);
        row.note_dispatched();
        if let Some(handler) = self.handler.get().filter(|_| !self.killed.get()) {
            handler.packet(packet.clone());
            self.told(&**handler);
        }
        Delivery::Done
    }

    fn poll_room(&self, _source: Source, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    fn drained(&self, worker: WorkerId, session: SessionId) {
        self.links.post(worker, ToReactor::Drained, session, &[]);
    }

    fn stream_drained(&self, worker: WorkerId, session: SessionId, sign: StreamSign) {
        self.links.post(worker, ToReactor::Drained, session, &[&sign.to_bytes()]);
    }

    fn package_length(&self, port: PortIndex, data: &[u8]) -> i64 {
        let Some(handler) = self.handler.get().filter(|_| !self.killed.get()) else { return 0 };
        let length = handler.package_length(port, data);
        if handler.fate().is_some() {
            self.kill();
            self.wake_main();
        }
        length
    }

    fn violated(&self, source: Source, violation: &Violation) {
        if let Some(handler) = self.handler.get() {
            handler.violated(source, violation);
        }
    }
}

/// The rings to the other BASE workers.
pub(super) struct PeerLinks {
    /// By worker. Borrowed for single calls only.
    links: RefCell<Vec<Option<Link<ToReactor>>>>,
}

impl PeerLinks {
    pub(super) fn new(links: Vec<Option<Link<ToReactor>>>) -> PeerLinks {
        PeerLinks { links: RefCell::new(links) }
    }

    pub(super) fn post(&self, worker: WorkerId, kind: ToReactor, id: SessionId, parts: &[&[u8]]) {
        if let Some(Some(link)) = self.links.borrow_mut().get_mut(worker.0 as usize) {
            link.send(kind, id, parts);
            // At once: the code that sends may compute for long before this loop has its turn again.
            link.ring_bell();
        }
    }

    pub(super) fn hello(&self) {
        for link in self.links.borrow_mut().iter_mut().flatten() {
            link.send(ToReactor::Hello, SessionId(0), &[]);
        }
    }

    /// True when something waited for room and nothing does any more.
    pub(super) fn flush(&self) -> bool {
        let mut emptied = false;
        for link in self.links.borrow_mut().iter_mut().flatten() {
            if !link.is_flushed() {
                emptied |= link.flush();
            }
            link.ring_bell();
        }
        emptied
    }

    pub(super) fn queued_bytes(&self, worker: WorkerId) -> usize {
        match self.links.borrow().get(worker.0 as usize) {
            Some(Some(link)) => link.queued_bytes(),
            _ => 0,
        }
    }

    pub(super) fn is_flushed(&self) -> bool {
        self.links.borrow().iter().flatten().all(Link::is_flushed)
    }
}

/// After so many events the main future (coroutines, commands of other workers) has a turn even if sockets always have more.
const LONG_BATCH: u32 = 32;
