//! A reactor of PROCESS mode in its thread: one reactor, the rings to and from all workers, and (reactor 0) the listeners.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::accept::accept_loop;
use super::advice::Advice;
use super::connection::CloseKind;
use super::dispatch::Dispatch;
use super::event_loop::{self, Batch, EventLoop, Parking};
use super::handover::{Handed, Handover};
use super::options::{PortOptions, ReactorOptions};
use super::packets::packet_loop;
use super::process_sink::ProcessSink;
use super::registry::Reactor;
use crate::events::After;
use crate::ids::{PortIndex, SessionId, WorkerId};
use crate::ipc::{Inbox, Link, PostInbox, StreamSign, ToReactor, ToWorker};
use crate::net::{Acceptor, DatagramReceiver, Listener, Readiness, Transport};
use crate::shm::bell::Bell;
use crate::shm::counters::Counters;
use crate::shm::post_box::PostBox;
use crate::shm::sessions::SessionTable;
use crate::sys::descriptor;

/// Everything a reactor thread is made of. Rings by worker.
pub struct ReactorThread {
    pub options: ReactorOptions,
    pub ports: Vec<PortOptions>,
    pub table: SessionTable,
    pub counters: Counters,
    pub dispatch: Dispatch,
    pub to_workers: Vec<Link<ToWorker>>,
    pub from_workers: Vec<Inbox<ToReactor>>,
    /// Of processes that have retired from being that worker; may be empty.
    pub from_retired: Vec<Inbox<ToReactor>>,
    /// Of processes that serve no connections: task workers, user processes, the manager.
    pub outside: Option<Outside>,
    pub bell: Bell,
    /// What this reactor takes from: reactor 0 accepts on all ports for connections; each datagram port belongs to one reactor.
    pub listeners: Vec<(PortIndex, Listener)>,
    pub handover: Handover,
    pub handed: Handed,
    /// True: end. Ring the bell (`force`) to have it looked at.
    pub stop: Box<dyn Fn() -> bool + Send>,
    /// How long the outboxes may take to drain after that.
    pub drain_time: Duration,
}

/// A post box, and the bells of those who write to it. Opened in the reactor's thread.
pub struct Outside {
    pub post: PostBox,
    pub senders: Vec<Bell>,
}

impl Outside {
    fn open(self) -> PostInbox<ToReactor> {
        PostInbox::new(self.post, self.senders.into())
    }
}

/// Runs until asked to stop. Called in the thread that shall be the reactor.
pub fn run_reactor_thread(thread: ReactorThread) -> io::Result<()> {
    let prepared = Prepared::new(thread, None);
    event_loop::run(Rc::clone(&prepared.parking), async move {
        let serving = prepared.begin()?;
        poll_fn(|cx| serving.poll(cx)).await?;
        serving.end().await;
        Ok(())
    })?
}

/// A reactor before its runtime.
pub(super) struct Prepared {
    thread: ReactorThread,
    rings: Rc<Rings>,
    parking: Rc<Parking>,
}

impl Prepared {
    /// `advice`: the functions of an application that runs on this thread too; its loop is polled after every sleep.
    pub(super) fn new(mut thread: ReactorThread, advice: Option<Rc<dyn Advice>>) -> Prepared {
        let shares_the_thread = advice.is_some();
        let links = std::mem::take(&mut thread.to_workers);
        let (dispatch, table, counters) = (thread.dispatch.clone(), thread.table.clone(), thread.counters.clone());
        let rings = Rc::new(Rings {
            inboxes: RefCell::new(std::mem::take(&mut thread.from_workers)),
            retired: RefCell::new(std::mem::take(&mut thread.from_retired)),
            outside: RefCell::new(thread.outside.take().map(Outside::open)),
            retiring: RefCell::default(),
            handed_on: RefCell::default(),
            sink: Rc::new(ProcessSink::new(links, dispatch, advice, table, counters)),
        });
        let parking = Parking::new(thread.bell.clone(), Rc::clone(&rings) as Rc<dyn Batch>, shares_the_thread);
        rings.sink.set_parking(Rc::clone(&parking));
        Prepared { thread, rings, parking }
    }

    /// Its runtime.
    pub(super) fn event_loop(&self) -> io::Result<EventLoop> {
        EventLoop::new(Rc::clone(&self.parking))
    }

    /// Inside the runtime.
    pub(super) fn begin(self) -> io::Result<Serving> {
        let Prepared { thread, rings, parking } = self;
        let meter = thread.handed.meter();
        let counters = thread.counters.clone();
        let sink = || Rc::clone(&rings.sink);
        let reactor = Reactor::new(thread.options, thread.ports, &thread.table, thread.counters, sink(), meter);
        reactor.start_sweeps();
        let mut accepting = Vec::new();
        for (port, listener) in thread.listeners {
            accepting.push(match listener.transport() {
                Transport::Stream => {
                    let acceptor = Acceptor::new(listener)?;
                    tokio::task::spawn_local(accept_loop(acceptor, port, thread.handover.clone()))
                }
                Transport::Datagram => {
                    let receiver = DatagramReceiver::new(listener, PACKETS_AT_ONCE)?;
                    tokio::task::spawn_local(packet_loop(receiver, port, reactor.id(), sink(), counters.clone()))
                }
            });
        }
        drop(thread.handover);
        tokio::task::spawn_local(look_after_busy_workers(Rc::clone(&rings), Rc::clone(&parking)));
        tokio::task::spawn_local(adopt_all(Rc::clone(&reactor), thread.handed));
        let edge = Readiness::new(descriptor::duplicate(thread.bell.fd())?)?;
        Ok(Serving { reactor, rings, parking, edge, accepting, stop: thread.stop, drain_time: thread.drain_time })
    }
}

/// A reactor at work: its tasks, and what the main future of its thread has to do.
pub(super) struct Serving {
    reactor: Rc<Reactor>,
    rings: Rc<Rings>,
    parking: Rc<Parking>,
    edge: Readiness,
    accepting: Vec<JoinHandle<()>>,
    stop: Box<dyn Fn() -> bool + Send>,
    drain_time: Duration,
}

impl Serving {
    /// Takes what the workers sent. Ready: asked to stop.
    pub(super) fn poll(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.parking.remember(cx.waker());
        if (self.stop)() {
            return Poll::Ready(Ok(()));
        }
        self.rings.turn(&self.reactor, &self.edge, cx)
    }

    /// What the workers sent goes out, as far as the peers take it in time.
    pub(super) async fn end(self) {
        for task in self.accepting {
            task.abort();
        }
        self.reactor.stop_reading();
        drain(&self.rings, &self.reactor, self.drain_time).await;
    }
}

async fn adopt_all(reactor: Rc<Reactor>, mut handed: Handed) {
    while let Some((port, incoming)) = handed.offers.recv().await {
        reactor.adopt(port, incoming);
    }
}

/// A worker rings when its batch is over. What it sends in a callback that then computes for seconds, or for ever, would wait for
/// that: while workers are at work, their rings are looked at unasked.
async fn look_after_busy_workers(rings: Rc<Rings>, parking: Rc<Parking>) {
    loop {
        rings.sink.wait_for_traffic().await;
        let mut under_way = true;
        while under_way {
            tokio::time::sleep(UNASKED_LOOK).await;
            under_way = rings.sink.is_work_under_way();
            if rings.has_more() || rings.sink.has_blocked() {
                parking.wake_main();
            }
        }
    }
}

/// What the workers still sent goes out, as far as the peers take it in time.
async fn drain(rings: &Rings, reactor: &Rc<Reactor>, time: Duration) {
    let deadline = Instant::now() + time;
    loop {
        while rings.take_commands(reactor) {}
        if reactor.is_flushed() || Instant::now() >= deadline {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

struct Rings {
    /// By worker. Never borrowed while anything else of the reactor thread runs a callback: there is none here.
    inboxes: RefCell<Vec<Inbox<ToReactor>>>,
    retired: RefCell<Vec<Inbox<ToReactor>>>,
    outside: RefCell<Option<PostInbox<ToReactor>>>,
    sink: Rc<ProcessSink>,
    /// Workers that have retired and whose successor has not begun.
    retiring: RefCell<HashSet<WorkerId>>,
    /// Where the successor of one that has retired took its ring over.
    handed_on: RefCell<HashMap<WorkerId, u64>>,
}

impl Rings {
    /// One poll of the main future: takes what the workers sent, and waits for the bell.
    fn turn(&self, reactor: &Reactor, edge: &Readiness, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.sink.unblock();
        if self.take_commands(reactor) {
            // The sockets must have their turn between two batches.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        loop {
            match edge.poll_edge(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Ready(Ok(())) => {}
            }
        }
    }

    /// A bounded batch of each worker. True: there may be more.
    fn take_commands(&self, reactor: &Reactor) -> bool {
        let mut more = false;
        if self.has_more() {
            reactor.look_at_clock();
        }
        for (worker, inbox) in self.inboxes.borrow_mut().iter_mut().enumerate() {
            let worker = WorkerId(worker as u32);
            for taken in 0..BATCH {
                let Some(message) = inbox.next() else { break };
                self.execute(reactor, worker, message.kind, message.session, message.payload);
                more |= taken == BATCH - 1;
            }
        }
        // After the others: a process retires when everything it sent before was taken.
        let retired = self.retired.borrow().len();
        for worker in 0..retired {
            more |= self.take_from_retired(reactor, WorkerId(worker as u32));
        }
        if let Some(inbox) = &mut *self.outside.borrow_mut() {
            for taken in 0..BATCH {
                let Some(message) = inbox.next() else { break };
                if !matches!(message.kind, ToReactor::Hello | ToReactor::Marker | ToReactor::Watch) {
                    self.execute(reactor, WorkerId(u32::MAX), message.kind, message.session, message.payload);
                }
                more |= taken == BATCH - 1;
            }
        }
        more
    }

    fn take_from_retired(&self, reactor: &Reactor, worker: WorkerId) -> bool {
        let mut retired = self.retired.borrow_mut();
        let Some(inbox) = retired.get_mut(worker.0 as usize) else { return false };
        for _ in 0..BATCH {
            let Some(message) = inbox.next() else { return false };
            match message.kind {
                ToReactor::Hello => drop(self.retiring.borrow_mut().insert(worker)),
                ToReactor::Marker => {}
                kind => self.execute(reactor, worker, kind, message.session, message.payload),
            }
        }
        true
    }

    /// The next life of a worker. What its predecessor had taken and not answered is lost, unless that one has retired and is still at it.
    fn worker_began(&self, reactor: &Reactor, worker: WorkerId, payload: &[u8]) {
        self.sink.worker_began(worker);
        let Ok(position) = payload.try_into().map(u64::from_ne_bytes) else { return };
        while self.take_from_retired(reactor, worker) {}
        let before = self.handed_on.borrow().get(&worker).copied().unwrap_or(0);
        if self.retiring.borrow_mut().remove(&worker) {
            self.handed_on.borrow_mut().insert(worker, position);
        } else {
            reactor.worker_lost(worker, before + 1..position + 1);
        }
    }

    /// What a process that had retired sent before its end is taken first.
    fn retired_gone(&self, reactor: &Reactor, payload: &[u8]) {
        let Ok(worker) = payload.try_into().map(u32::from_ne_bytes).map(WorkerId) else { return };
        while self.take_from_retired(reactor, worker) {}
        if self.retiring.borrow_mut().remove(&worker) {
            // Its successor will say where it takes over, and finds a dead predecessor.
            return;
        }
        let handed_on = self.handed_on.borrow().get(&worker).copied();
        if let Some(position) = handed_on {
            reactor.worker_lost(worker, 0..position + 1);
        }
    }

    fn execute(&self, reactor: &Reactor, worker: WorkerId, kind: ToReactor, id: SessionId, payload: &[u8]) {
        // A session that ended meanwhile answers nothing: its Close is on the way to the worker.
        match kind {
            ToReactor::Send => drop(reactor.send(id, payload)),
            ToReactor::SendFile => reactor.send_posted_file(id, payload),
            ToReactor::Answer => {
                if let Some((code, data)) = payload.split_first() {
                    let _ = reactor.respond(id, [data, &[]], code.checked_sub(1).map(After::from_code));
                }
            }
            ToReactor::Close => self.close(reactor, id, CloseKind::Flush, told(payload)),
            ToReactor::Reset => self.close(reactor, id, CloseKind::Discard, told(payload)),
            ToReactor::Pause => drop(reactor.pause(id)),
            ToReactor::Resume => drop(reactor.resume(id)),
            ToReactor::Confirm => drop(reactor.confirm(id)),
            ToReactor::StreamAnswer => reactor.take_answer(id, worker, payload),
            ToReactor::StreamFile => reactor.answer_posted_file(id, payload),
            ToReactor::Control => reactor.take_control(id, payload),
            ToReactor::Watch => match StreamSign::parse(payload) {
                Some(sign) => reactor.watch_stream_for(id, sign.stream, worker),
                None => reactor.watch_for(id, worker),
            },
            ToReactor::Released => {
                self.sink.released(id);
                reactor.released(id);
            }
            ToReactor::Hello => self.worker_began(reactor, worker, payload),
            ToReactor::Disowned => reactor.disowned(id, payload),
            ToReactor::RetiredGone => self.retired_gone(reactor, payload),
            ToReactor::Marker => {
                for orphan in self.sink.marker_returned(worker, id.0) {
                    reactor.released(orphan);
                }
            }
            ToReactor::Drained => {}
        }
    }

    fn close(&self, reactor: &Reactor, id: SessionId, kind: CloseKind, told: bool) {
        if told {
            // Its Close, if one is on the way, will find the session told and not be answered.
            self.sink.released(id);
        }
        reactor.close(id, kind, told);
    }
}

impl Batch for Rings {
    fn flush(&self) {
        self.sink.flush();
    }

    fn has_more(&self) -> bool {
        self.outside.borrow().as_ref().is_some_and(|inbox| !inbox.is_empty())
            || [&self.inboxes, &self.retired]
                .iter()
                .any(|inboxes| inboxes.borrow().iter().any(|inbox| !inbox.is_empty()))
    }
}

/// The one byte of Close and Reset.
fn told(payload: &[u8]) -> bool {
    payload.first() == Some(&1)
}

/// How late the peer hears at worst from a callback that goes on.
const UNASKED_LOOK: Duration = Duration::from_millis(4);
/// Enough to pay for the turn, little enough for the sockets to wait.
const BATCH: usize = 256;
const PACKETS_AT_ONCE: usize = 16;
