//! What comes out of the rings of the reactors, handed to the application one by one.

use std::cell::{Cell, OnceCell, RefCell};
use std::io;
use std::rc::Rc;

use super::Retirement;
use super::gateway::ProcessGateway;
use crate::ids::{ReactorId, SessionId, WorkerId};
use crate::ipc::{EventPrefix, Inbox, Message, StreamSign, ToReactor, ToWorker, packet};
use crate::reactor::event_loop::{Batch, Parking};
use crate::shm::bell::Bell;
use crate::shm::counters::{Counters, WorkerState};
use crate::shm::sessions::flag;
use crate::sys::clock;
use crate::worker::drive::Work;
use crate::worker::{Event, Handler, Packet, Source};

pub(super) struct WorkerRings {
    id: WorkerId,
    gateway: Rc<ProcessGateway>,
    /// By reactor. Each is taken out while its messages are handed to the application, which may come back here (a blocking
    /// wait flushes and looks whether there is more).
    inboxes: RefCell<Vec<Option<Inbox<ToWorker>>>>,
    discard_timeout_request: bool,
    counters: Counters,
    /// Nothing new is taken any more.
    closed: Cell<bool>,
    /// Nothing at all is.
    killed: Cell<bool>,
    /// Taken when this process retires.
    retirement: RefCell<Option<Retirement>>,
    retired: Cell<bool>,
    parking: OnceCell<Rc<Parking>>,
}

impl WorkerRings {
    pub(super) fn new(
        id: WorkerId,
        gateway: Rc<ProcessGateway>,
        inboxes: Vec<Inbox<ToWorker>>,
        discard_timeout_request: bool,
        counters: Counters,
    ) -> WorkerRings {
        let inboxes = RefCell::new(inboxes.into_iter().map(Some).collect());
        WorkerRings {
            id,
            gateway,
            inboxes,
            discard_timeout_request,
            counters,
            closed: Cell::new(false),
            killed: Cell::new(false),
            retirement: RefCell::default(),
            retired: Cell::new(false),
            parking: OnceCell::new(),
        }
    }

    pub(super) fn set_retirement(&self, retirement: Retirement) {
        self.retirement.replace(Some(retirement));
    }

    /// A bounded batch from one reactor. True: there may be more.
    fn take_from(&self, reactor: ReactorId, inbox: &mut Inbox<ToWorker>, handler: &dyn Handler) -> bool {
        for _ in 0..BATCH {
            let Some(message) = inbox.next() else { return false };
            self.hand_over(reactor, message, handler);
            if self.closed.get() || self.gateway.stop_asked() || handler.fate().is_some() {
                return true;
            }
        }
        true
    }

    fn hand_over(&self, reactor: ReactorId, message: Message<'_, ToWorker>, handler: &dyn Handler) {
        self.counters.worker(self.id).note_consumed(1);
        match message.kind {
            ToWorker::Drained => match StreamSign::parse(message.payload) {
                Some(sign) => self.gateway.stream_drained(message.session, sign),
                None => self.gateway.drained(message.session),
            },
            ToWorker::Marker => self.gateway.post(reactor, ToReactor::Marker, message.session, &[]),
            ToWorker::Packet => {
                let Some((prefix, rest)) = EventPrefix::split(message.payload) else { return };
                let Some((peer, data)) = packet::split(rest) else { return };
                let EventPrefix { time, reactor, port, .. } = prefix;
                handler.packet(Packet { reactor, port, time, peer, data });
            }
            kind => {
                let Some((prefix, data)) = EventPrefix::split(message.payload) else { return };
                self.event(kind, message.session, prefix, data, handler);
            }
        }
    }

    /// The rest of messages that are larger than the ring: a successor could not make sense of it.
    fn finish_begun(&self, handler: &dyn Handler) {
        let reactors = self.inboxes.borrow().len();
        for number in 0..reactors {
            let Some(mut inbox) = self.inboxes.borrow_mut()[number].take() else { continue };
            while inbox.is_amid() && handler.fate().is_none() {
                let Some(message) = inbox.next() else { break };
                self.hand_over(ReactorId(number as u16), message, handler);
            }
            self.inboxes.borrow_mut()[number] = Some(inbox);
        }
    }

    fn event(&self, kind: ToWorker, id: SessionId, prefix: EventPrefix, data: &[u8], handler: &dyn Handler) {
        let source = Source { session: id, reactor: prefix.reactor, port: prefix.port, time: prefix.time };
        let flags = self.gateway.table().get(id).map(|session| session.flags());
        // Told of the end, the application must not hear of the session again.
        let ended = flags.is_none_or(|flags| flags & flag::END_TOLD != 0);
        match kind {
            ToWorker::Receive | ToWorker::Request | ToWorker::Message if ended && self.discard_timeout_request => {}
            ToWorker::Receive => handler.event(source, Event::Receive(data)),
            ToWorker::Request => {
                let Some((len, rest)) = data.split_first_chunk() else { return };
                let Some((index, raw)) = rest.split_at_checked(u32::from_ne_bytes(*len) as usize) else { return };
                handler.event(source, Event::Request { stream: prefix.stream, index, raw });
            }
            ToWorker::Message => {
                let Some((&[opcode, flags], data)) = data.split_first_chunk() else { return };
                handler.event(source, Event::Message { opcode, flags, data });
            }
            ToWorker::Close => self.close(source, handler),
            _ if ended => {}
            ToWorker::Connect => handler.event(source, Event::Connect(data)),
            ToWorker::BufferFull => handler.event(source, Event::BufferFull),
            ToWorker::BufferEmpty => handler.event(source, Event::BufferEmpty),
            ToWorker::Drained | ToWorker::Marker | ToWorker::Packet => {}
        }
    }

    fn close(&self, source: Source, handler: &dyn Handler) {
        let id = source.session;
        let before = self.gateway.table().get(id).and_then(|session| session.set_flag(flag::END_TOLD));
        if before.is_some_and(|flags| flags & flag::END_TOLD == 0) {
            handler.event(source, Event::Close);
            self.gateway.post(source.reactor, ToReactor::Released, id, &[]);
        }
        self.gateway.ended(id);
    }
}

impl Work for WorkerRings {
    fn begin(&self, parking: &Rc<Parking>) -> io::Result<()> {
        // Once for each worker.
        let _ = self.parking.set(parking.clone());
        self.counters.reset_worker(self.id, std::process::id(), clock::unix_seconds());
        let positions: Vec<_> = self.inboxes.borrow().iter().flatten().map(Inbox::position).collect();
        self.gateway.hello(&positions);
        Ok(())
    }

    fn turn(&self, handler: &dyn Handler) -> bool {
        if self.closed.get() {
            if !self.killed.get() {
                self.finish_begun(handler);
            }
            return false;
        }
        let row = self.counters.worker(self.id);
        let mut more = false;
        let mut busy = false;
        let reactors = self.inboxes.borrow().len();
        for number in 0..reactors {
            let Some(mut inbox) = self.inboxes.borrow_mut()[number].take() else { continue };
            if !inbox.is_empty() && !busy {
                busy = true;
                row.set_state(WorkerState::Busy);
            }
            self.gateway.in_turn.set(true);
            more |= self.take_from(ReactorId(number as u16), &mut inbox, handler);
            self.gateway.in_turn.set(false);
            self.inboxes.borrow_mut()[number] = Some(inbox);
            if handler.fate().is_some() || self.closed.get() {
                return more;
            }
        }
        if !more {
            let mark = row.about_to_idle();
            if !self.has_more() {
                row.idle(mark);
            }
        }
        more
    }

    fn stop_asked(&self) -> bool {
        self.gateway.stop_asked()
    }

    fn stop_taking(&self) {
        self.closed.set(true);
        if !self.retired.get() {
            self.counters.worker(self.id).set_state(WorkerState::Exiting);
        }
    }

    fn is_settled(&self) -> bool {
        !self.inboxes.borrow().iter().flatten().any(Inbox::is_amid)
    }

    fn retire(&self) -> Option<Bell> {
        if self.retirement.borrow().is_none() || !self.gateway.is_drained() || !self.is_settled() {
            return None;
        }
        let links = self.retirement.borrow().as_ref().and_then(|retirement| (retirement.claim)())?;
        let retirement = self.retirement.take()?;
        let bell = retirement.bell;
        self.retired.set(true);
        // Neither rings nor bell of this id are touched below: they have a new owner as soon as it is announced.
        self.inboxes.borrow_mut().clear();
        self.gateway.change_way(links, bell.clone());
        if let Some(parking) = self.parking.get() {
            parking.change_bell(bell.clone());
        }
        (retirement.announce)();
        Some(bell)
    }

    fn recheck(&self) {
        self.gateway.recheck();
    }

    fn is_flushed(&self) -> bool {
        self.gateway.is_flushed()
    }

    fn kill(&self) {
        self.closed.set(true);
        self.killed.set(true);
    }
}

impl Batch for WorkerRings {
    fn flush(&self) {
        self.gateway.flush();
    }

    fn has_more(&self) -> bool {
        // What is left when the worker ends is its successor's, but for the rest of what is half taken.
        let takes = |inbox: &Inbox<ToWorker>| !self.closed.get() || !self.killed.get() && inbox.is_amid();
        self.inboxes.borrow().iter().flatten().any(|inbox| takes(inbox) && !inbox.is_empty())
    }
}

/// Messages of one reactor before the next one has its turn, and before bells are rung.
const BATCH: usize = 128;
