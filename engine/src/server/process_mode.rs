//! PROCESS mode: a master with reactor threads, a manager, workers; events and commands go over rings.

use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

use super::application::{Application, Role};
use super::error::StartError;
use super::options;
use super::plan::Plan;
use super::shared::Shared;
use super::supervise::{Supervised, daemon_output, drain_time, reopen_log, supervise};
use super::{End, Outcome, staff, worker_end};
use crate::ids::{PortIndex, ReactorId, WorkerId};
use crate::ipc::{Inbox, Link, PostInbox};
use crate::log::{self, ProcessKind};
use crate::net::Transport;
use crate::process::{Child, Kind, Master, MasterEvent, Role as Side};
use crate::reactor::{Dispatch, Handed, Handover, Outside, ReactorThread, handover, run_reactor_thread};
use crate::sys::signal;
use crate::worker::{Fate, Post, ProcessOptions, ProcessWorker, Retirement};

pub(super) fn run(plan: &Rc<Plan>, shared: &Rc<Shared>, application: &dyn Application) -> Result<Outcome, StartError> {
    let wait = plan.settings.max_wait_time;
    let (side, mut master) = Master::fork(shared.roster.clone(), wait).map_err(StartError::Fork)?;
    if side == Side::Manager {
        return Ok(manage(plan, shared, application, &master).into());
    }
    log::assume(ProcessKind::Master, 0);
    application.entered(Role::Master);
    application.started();
    let reactors = Reactors::start(plan, shared).map_err(StartError::Reactor);
    let reactors = match reactors {
        Ok(reactors) => reactors,
        Err(error) => {
            master.stop();
            return Err(error);
        }
    };
    loop {
        if let Some(fate) = application.fate() {
            master.stop();
            reactors.stop();
            return Ok(End::Ended(fate).into());
        }
        let busy = application.linger(&master.wakes(), master.deadline());
        match master.wait(busy.then(Instant::now)) {
            MasterEvent::Shutdown => break,
            MasterEvent::Interrupt => {
                master.stop();
                reactors.stop();
                return Ok(Outcome::Interrupted);
            }
            MasterEvent::ManagerLost(_) => match master.refork() {
                Ok(Side::Master) => {}
                Ok(Side::Manager) => {
                    // The threads behind these handles exist in the master alone.
                    std::mem::forget(reactors);
                    return Ok(manage(plan, shared, application, &master).into());
                }
                Err(error) => tracing::error!("no new manager can be forked: {error}; the next attempt is in a second"),
            },
            MasterEvent::ReopenLog => reopen_log(daemon_output(plan)),
            MasterEvent::Woken => application.woken(),
        }
    }
    application.before_shutdown(Instant::now() + wait);
    master.stop();
    reactors.stop();
    application.shutdown();
    Ok(application.fate().map_or(End::Finished, End::Ended).into())
}

fn manage(plan: &Rc<Plan>, shared: &Rc<Shared>, application: &dyn Application, master: &Master) -> End {
    match supervise(plan, shared, application, master.pid()) {
        Supervised::Worker(child) => End::Child(match child.kind {
            Kind::Worker => work(plan, shared, application, child),
            Kind::Task => staff::task_worker(plan, shared, application, child),
            Kind::User => staff::user_process(plan, shared, application, child),
        }),
        Supervised::Stopped | Supervised::Interrupted => End::Child(None),
        Supervised::Fate(fate) => End::Child(Some(fate)),
    }
}

fn work(plan: &Plan, shared: &Rc<Shared>, application: &dyn Application, child: Child) -> Option<Fate> {
    let id = child.id;
    log::assume(ProcessKind::Worker, id.0);
    application.entered(Role::Worker(id));
    let reactors = || (0..plan.settings.reactor_num).map(ReactorId);
    let fabric = &shared.fabric;
    let worker = ProcessWorker::new(ProcessOptions {
        id,
        workers: plan.settings.worker_num,
        ports: options::worker_ports(plan),
        dispatch_mode: options::dispatch_mode(plan.settings.dispatch_mode),
        discard_timeout_request: plan.settings.discard_timeout_request,
        link_limit: options::LINK_LIMIT,
        files: fabric.files().to_vec(),
        table: shared.sessions.clone(),
        counters: shared.counters.clone(),
        bell: fabric.worker_bell(id).clone(),
        to_reactors: reactors()
            .map(|reactor| Link::new(fabric.commands(id, reactor).producer(), fabric.reactor_bell(reactor).clone()))
            .collect(),
        from_reactors: reactors()
            .map(|reactor| {
                let consumer = fabric.events(reactor, id).consumer();
                Inbox::new(consumer, fabric.reactor_bell(reactor).clone(), options::MAX_MESSAGE)
            })
            .collect(),
    });
    let post = staff::post(plan, shared, id);
    let worker = worker.with_retirement(retirement(plan, shared, id, &post)).with_post(Rc::clone(&post));
    options::begin_worker(shared, id);
    application.equipped(&worker.gateway(), &post);
    let handler = application.worker(id, worker.gateway(), false);
    let end = worker.run(options::loop_control(plan), handler);
    worker_end(end, id)
}

/// How the process of a worker goes on when only suspended coroutines are left to it, while its successor serves.
fn retirement(plan: &Plan, shared: &Rc<Shared>, id: WorkerId, post: &Rc<Post>) -> Retirement {
    let post = Rc::clone(post);
    let reactors = plan.settings.reactor_num;
    let (claiming, announcing) = (Rc::clone(shared), shared.roster.clone());
    Retirement {
        bell: shared.fabric.retired_bell(id).clone(),
        claim: Box::new(move || {
            let Shared { roster, fabric, .. } = &*claiming;
            // In a shutdown nobody succeeds.
            if roster.is_shutting_down() || !roster.claim_spare(id) {
                return None;
            }
            let number = fabric.retired_number(id);
            let answers = PostInbox::new(fabric.answers()[number as usize].clone(), fabric.sender_bells());
            post.retire(number, answers, fabric.retired_bell(id).clone());
            let link = |reactor| {
                Link::new(fabric.retired_commands(id, reactor).producer(), fabric.reactor_bell(reactor).clone())
            };
            Some((0..reactors).map(ReactorId).map(link).collect())
        }),
        announce: Box::new(move || announcing.retire(id)),
    }
}

/// The reactor threads of the master.
struct Reactors {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<io::Result<()>>>,
    bells: Vec<crate::shm::bell::Bell>,
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
            let thread = reactors.thread(plan, shared, id, accepting.clone(), handed)?;
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

    fn thread(
        &mut self,
        plan: &Plan,
        shared: &Shared,
        id: ReactorId,
        handover: Handover,
        handed: Handed,
    ) -> io::Result<ReactorThread> {
        let workers = || (0..plan.settings.worker_num).map(WorkerId);
        let fabric = &shared.fabric;
        let bell = fabric.reactor_bell(id).clone();
        self.bells.push(bell.clone());
        let stop = Arc::clone(&self.stop);
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
            ports: options::reactor_ports(plan),
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
            stop: Box::new(move || stop.load(Ordering::Acquire)),
            drain_time: drain_time(plan),
        })
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
