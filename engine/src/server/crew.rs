//! Where the reactors of the master run, and what that makes of its main thread: in threads of their own, or one on the main thread, beside
//! the application. Must not decide when the server ends.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::thread::JoinHandle;
use std::time::Instant;

use super::Shared;
use super::application::Application;
use super::options;
use super::plan::Plan;
use super::supervise::drain_time;
use crate::ids::{PortIndex, ReactorId, WorkerId};
use crate::ipc::{Inbox, Link};
use crate::net::{Readiness, Transport};
use crate::process::{Master, MasterEvent};
use crate::reactor::{
    Dispatch, Handed, Handover, Outside, ReactorThread, ResidentReactor, handover, run_reactor_thread,
};
use crate::shm::bell::Bell;
use crate::sys::{descriptor, signal};

pub(super) trait Crew<'a>: Sized {
    /// Tells the application of Start, then accepts.
    fn start(plan: &Plan, shared: &Shared, application: &'a dyn Application, master: &Master) -> io::Result<Self>;
    /// Waits for what the master has to do next, at most until the deadline, while the application goes on with what its callbacks began.
    fn next_event(&mut self, master: &mut Master, deadline: Option<Instant>) -> MasterEvent;
    /// Tells the application of BeforeShutdown, and waits until it is done with that.
    fn before_shutdown(&mut self, deadline: Instant);
    /// Ends manager and workers, while the reactors go on, and then the reactors.
    fn stop(self, master: &mut Master);
}

/// Reactor threads. The main thread has the application and its loop.
pub(super) struct Threads<'a> {
    application: &'a dyn Application,
    reactors: Reactors,
}

impl<'a> Crew<'a> for Threads<'a> {
    fn start(plan: &Plan, shared: &Shared, application: &'a dyn Application, _master: &Master) -> io::Result<Self> {
        application.started();
        Ok(Threads { application, reactors: Reactors::start(plan, shared)? })
    }

    fn next_event(&mut self, master: &mut Master, deadline: Option<Instant>) -> MasterEvent {
        let busy = self.application.linger(&master.wakes(), [master.deadline(), deadline].into_iter().flatten().min());
        let event = master.wait(if busy { Some(Instant::now()) } else { deadline });
        if event == MasterEvent::Woken {
            self.application.woken();
        }
        event
    }

    fn before_shutdown(&mut self, deadline: Instant) {
        self.application.before_shutdown();
        if !self.application.knows_of_shutdown() {
            self.application.linger(&[], Some(deadline));
        }
    }

    fn stop(self, master: &mut Master) {
        master.stop();
        self.reactors.stop();
    }
}

/// One reactor on the main thread (`single_thread`): the application's functions can be asked, and what its callbacks began goes on in the
/// reactor's loop.
pub(super) struct Resident<'a> {
    application: &'a dyn Application,
    reactor: ResidentReactor,
    bell: Bell,
    /// Of [`Master::wakes`].
    wakes: Vec<Readiness>,
    /// The master had nothing more to tell when it was asked last.
    settled: bool,
}

impl<'a> Crew<'a> for Resident<'a> {
    fn start(plan: &Plan, shared: &Shared, application: &'a dyn Application, master: &Master) -> io::Result<Self> {
        let (accepting, handed) = handover(1);
        let handed = handed.into_iter().next().ok_or(io::ErrorKind::InvalidInput)?;
        let thread = reactor_thread(plan, shared, ReactorId(0), accepting, handed, Box::new(|| false))?;
        let bell = thread.bell.clone();
        let reactor = ResidentReactor::start(thread, application.advice(), || application.started())?;
        let watch = |fd| Readiness::new(descriptor::duplicate(fd)?);
        let wakes = reactor.within(|| master.wakes().into_iter().map(watch).collect::<io::Result<_>>())?;
        Ok(Resident { application, reactor, bell, wakes, settled: false })
    }

    fn next_event(&mut self, master: &mut Master, deadline: Option<Instant>) -> MasterEvent {
        if self.settled {
            let until = [master.deadline(), deadline].into_iter().flatten().min();
            let served = self.serve(until, true, || false);
            if let Err(error) = served {
                tracing::error!("the reactor of the master failed: {error}; the server ends");
                return MasterEvent::Shutdown;
            }
        }
        let event = master.wait(Some(Instant::now()));
        self.settled = event == MasterEvent::Woken;
        event
    }

    fn before_shutdown(&mut self, deadline: Instant) {
        self.reactor.within(|| self.application.before_shutdown());
        // A reactor that fails now fails `stop` too, which tells.
        let _ = self.serve(Some(deadline), false, || self.application.knows_of_shutdown());
    }

    fn stop(self, master: &mut Master) {
        let over = AtomicBool::new(false);
        let (bell, done) = (self.bell.clone(), &over);
        let ending = &mut *master;
        // To wait for processes blocks, so another thread does; who forked them does not matter for that.
        std::thread::scope(|scope| {
            let blocked = signal::block_all();
            let stopping = std::thread::Builder::new().name("stop".to_owned()).spawn_scoped(scope, move || {
                ending.stop();
                done.store(true, Ordering::Release);
                bell.force();
            });
            drop(blocked);
            let over = || if done.load(Ordering::Acquire) { Poll::Ready(()) } else { Poll::Pending };
            let served = stopping.and_then(|_| self.reactor.serve(None, |_| over()));
            if let Err(error) = served {
                tracing::error!("what the workers sent while they ended may be lost: {error}");
            }
        });
        if !over.load(Ordering::Acquire) {
            // No thread could be made for it.
            master.stop();
        }
        self.reactor.end();
    }
}

impl Resident<'_> {
    /// Serves until the deadline, `done`, the end of the application or (with `wakes`) until the master may have something to tell.
    fn serve(&self, deadline: Option<Instant>, wakes: bool, done: impl Fn() -> bool) -> io::Result<()> {
        self.reactor.serve(deadline, |cx| {
            self.application.poll(cx);
            let over = self.application.fate().is_some() || done();
            // Each is looked at, because each has to wake this loop later.
            let woken = wakes && self.wakes.iter().filter(|wake| wake.poll_edge(cx).is_ready()).count() > 0;
            if over || woken { Poll::Ready(()) } else { Poll::Pending }
        })
    }
}

/// The reactor threads of the master.
struct Reactors {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<io::Result<()>>>,
    bells: Vec<Bell>,
}

impl Reactors {
    fn start(plan: &Plan, shared: &Shared) -> io::Result<Reactors> {
        let count = plan.settings.reactor_num;
        let stop = Arc::new(AtomicBool::new(false));
        let (accepting, handed) = handover(usize::from(count));
        let mut reactors = Reactors { stop, threads: Vec::new(), bells: Vec::new() };
        // The main thread alone hears signals.
        let _blocked = signal::block_all();
        for (number, handed) in handed.into_iter().enumerate() {
            let id = ReactorId(number as u16);
            let stop = Arc::clone(&reactors.stop);
            let stop = Box::new(move || stop.load(Ordering::Acquire));
            let thread = reactor_thread(plan, shared, id, accepting.clone(), handed, stop)?;
            reactors.bells.push(thread.bell.clone());
            let affinity = plan.settings.cpu_affinity.clone();
            let spawned = std::thread::Builder::new().name(format!("reactor-{number}")).spawn(move || {
                crate::log::name_thread(u32::from(id.0));
                if let Some(cpus) = affinity {
                    crate::process::identity::pin_to(u32::from(id.0), &cpus);
                }
                run_reactor_thread(thread)
            });
            match spawned {
                Ok(handle) => reactors.threads.push(handle),
                Err(error) => {
                    reactors.stop();
                    return Err(error);
                }
            }
        }
        Ok(reactors)
    }

    /// Ends them after they wrote what is left, and waits for that.
    fn stop(self) {
        self.stop.store(true, Ordering::Release);
        for bell in &self.bells {
            bell.force();
        }
        for (number, thread) in self.threads.into_iter().enumerate() {
            match thread.join() {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!("reactor {number} ended with an error: {error}"),
                Err(_) => {
                    tracing::error!("reactor {number} panicked; its connections are lost. This is a bug of rswoole")
                }
            }
        }
    }
}

/// Everything that reactor `id` is made of.
fn reactor_thread(
    plan: &Plan,
    shared: &Shared,
    id: ReactorId,
    handover: Handover,
    handed: Handed,
    stop: Box<dyn Fn() -> bool + Send>,
) -> io::Result<ReactorThread> {
    let workers = || (0..plan.settings.worker_num).map(WorkerId);
    let fabric = &shared.fabric;
    let bell = fabric.reactor_bell(id).clone();
    let mut listeners = Vec::new();
    for (index, port) in plan.ports.iter().enumerate() {
        let own = match port.listener.transport() {
            Transport::Stream => id.0 == 0,
            Transport::Datagram => index % usize::from(plan.settings.reactor_num) == usize::from(id.0),
        };
        if own {
            listeners.push((PortIndex(index as u16), port.listener.try_clone()?));
        }
    }
    Ok(ReactorThread {
        options: options::reactor(plan, shared, id),
        ports: options::reactor_ports(plan, &options::folder_of_workers(plan)),
        table: shared.sessions.clone(),
        counters: shared.counters.clone(),
        dispatch: Dispatch::new(
            options::dispatch_mode(plan.settings.dispatch_mode),
            plan.settings.worker_num,
            u32::from(id.0),
        ),
        to_workers: workers()
            .map(|worker| Link::new(fabric.events(id, worker).producer(), fabric.worker_bell(worker).clone()))
            .collect(),
        from_workers: workers()
            .map(|worker| {
                let consumer = fabric.commands(worker, id).consumer();
                Inbox::new(consumer, fabric.worker_bell(worker).clone(), options::MAX_MESSAGE)
            })
            .collect(),
        from_retired: workers()
            .map(|worker| {
                let consumer = fabric.retired_commands(worker, id).consumer();
                Inbox::new(consumer, fabric.retired_bell(worker).clone(), options::MAX_MESSAGE)
            })
            .collect(),
        outside: Some(Outside { post: fabric.outside(id).clone(), senders: fabric.senders().cloned().collect() }),
        bell,
        listeners,
        handover,
        handed,
        stop,
        drain_time: drain_time(plan),
    })
}
