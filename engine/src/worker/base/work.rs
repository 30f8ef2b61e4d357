//! What a BASE worker's loop does besides its connections: accepts, takes the commands of the other workers, ends.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;

use tokio::task::JoinHandle;

use super::accept::Balanced;
use super::gateway::BaseGateway;
use super::sink::BaseSink;
use crate::events::After;
use crate::ids::{PortIndex, SessionId, WorkerId};
use crate::ipc::{Inbox, PostInbox, StreamSign, ToReactor};
use crate::net::{Acceptor, DatagramReceiver, Listener, Transport};
use crate::reactor::event_loop::{Batch, Parking};
use crate::reactor::{CloseKind, Reactor, accept_loop, packet_loop};
use crate::shm::counters::{Counters, WorkerState};
use crate::sys::clock;
use crate::worker::Handler;
use crate::worker::drive::Work;

pub(super) struct BaseWork {
    pub(super) id: WorkerId,
    pub(super) reactor: Rc<Reactor>,
    pub(super) gateway: Rc<BaseGateway>,
    pub(super) sink: Rc<BaseSink>,
    pub(super) counters: Counters,
    /// By worker. No command calls the application while this is borrowed.
    pub(super) inboxes: RefCell<Vec<Option<Inbox<ToReactor>>>>,
    /// Of processes that serve no connections.
    pub(super) outside: RefCell<Option<PostInbox<ToReactor>>>,
    pub(super) listeners: RefCell<Vec<(PortIndex, Listener)>>,
    pub(super) accepting: RefCell<Vec<JoinHandle<()>>>,
    pub(super) ending: Cell<bool>,
}

impl BaseWork {
    /// A bounded batch of each worker. True: there may be more.
    fn take_commands(&self) -> bool {
        let mut more = false;
        for (worker, inbox) in self.inboxes.borrow_mut().iter_mut().enumerate() {
            let Some(inbox) = inbox else { continue };
            for taken in 0..BATCH {
                let Some(message) = inbox.next() else { break };
                self.execute(WorkerId(worker as u32), message.kind, message.session, message.payload);
                more |= taken == BATCH - 1;
            }
        }
        if let Some(outside) = &mut *self.outside.borrow_mut() {
            for taken in 0..BATCH {
                let Some(message) = outside.next() else { break };
                self.execute(self.id, message.kind, message.session, message.payload);
                more |= taken == BATCH - 1;
            }
        }
        more
    }

    fn execute(&self, from: WorkerId, kind: ToReactor, id: SessionId, payload: &[u8]) {
        let told = payload.first() == Some(&1);
        // A session that ended meanwhile answers nothing.
        match kind {
            ToReactor::Send => drop(self.reactor.send(id, payload)),
            ToReactor::SendFile => self.reactor.send_posted_file(id, payload),
            ToReactor::Answer => {
                if let Some((code, data)) = payload.split_first() {
                    let _ = self.reactor.respond(id, [data, &[]], code.checked_sub(1).map(After::from_code));
                }
            }
            ToReactor::Close => drop(self.reactor.close(id, CloseKind::Flush, told)),
            ToReactor::Reset => drop(self.reactor.close(id, CloseKind::Discard, told)),
            ToReactor::Pause => drop(self.reactor.pause(id)),
            ToReactor::Resume => drop(self.reactor.resume(id)),
            ToReactor::Confirm => drop(self.reactor.confirm(id)),
            ToReactor::StreamAnswer => self.reactor.take_answer(id, from, payload),
            ToReactor::StreamFile => self.reactor.answer_posted_file(id, payload),
            ToReactor::Control => self.reactor.take_control(id, payload),
            ToReactor::Watch => match StreamSign::parse(payload) {
                Some(sign) => self.reactor.watch_stream_for(id, sign.stream, from),
                None => self.reactor.watch_for(id, from),
            },
            ToReactor::Drained => match StreamSign::parse(payload) {
                Some(sign) => self.gateway.stream_drained(id, sign),
                None => self.gateway.drained(id),
            },
            ToReactor::Marker => self.gateway.answer(from, ToReactor::Marker, id),
            ToReactor::Hello | ToReactor::Released | ToReactor::Disowned | ToReactor::RetiredGone => {}
        }
    }
}

impl Work for BaseWork {
    fn begin(&self, parking: &Rc<Parking>) -> io::Result<()> {
        self.counters.reset_worker(self.id, std::process::id(), clock::unix_seconds());
        self.sink.set_parking(parking.clone());
        self.gateway.links.hello();
        self.reactor.start_sweeps();
        Ok(())
    }

    fn start_taking(&self) -> io::Result<()> {
        for (port, listener) in self.listeners.take() {
            let (id, counters) = (self.id, self.counters.clone());
            let task = match listener.transport() {
                Transport::Stream => {
                    let policy = Balanced { id, reactor: self.reactor.clone(), counters };
                    tokio::task::spawn_local(accept_loop(Acceptor::new(listener)?, port, policy))
                }
                Transport::Datagram => {
                    let alone = self.counters.workers().len() == 1;
                    let receiver = DatagramReceiver::new(listener, if alone { BATCH } else { SHARED_BATCH })?;
                    let sink = self.sink.clone();
                    tokio::task::spawn_local(packet_loop(receiver, port, self.reactor.id(), sink, counters))
                }
            };
            self.accepting.borrow_mut().push(task);
        }
        Ok(())
    }

    fn turn(&self, _handler: &dyn Handler) -> bool {
        self.sink.turned();
        self.take_commands()
    }

    fn stop_asked(&self) -> bool {
        self.gateway.stop_asked()
    }

    fn stop_taking(&self) {
        self.ending.set(true);
        self.reactor.stop_reading();
        for task in self.accepting.take() {
            task.abort();
        }
        self.counters.worker(self.id).set_state(WorkerState::Exiting);
    }

    fn close_all(&self) {
        self.gateway.close_all();
    }

    fn recheck(&self) {
        self.gateway.recheck();
    }

    fn is_flushed(&self) -> bool {
        self.gateway.is_flushed()
    }

    fn kill(&self) {
        self.sink.kill();
    }
}

impl Batch for BaseWork {
    fn flush(&self) {
        self.gateway.flush();
        if !self.ending.get() {
            self.counters.worker(self.id).set_state(WorkerState::Idle);
        }
    }

    fn has_more(&self) -> bool {
        let outside = self.outside.borrow().as_ref().is_some_and(|inbox| !inbox.is_empty());
        outside || self.inboxes.borrow().iter().flatten().any(|inbox| !inbox.is_empty())
    }
}

const BATCH: usize = 128;
/// Datagrams that a worker takes at once from a socket that others take from too: what it took waits for its callbacks.
const SHARED_BATCH: usize = 4;
