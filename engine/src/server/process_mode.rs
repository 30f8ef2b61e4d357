//! PROCESS mode: a master with reactors, a manager, workers; events and commands go over rings.

use std::rc::Rc;
use std::time::Instant;

use super::application::{Application, Role};
use super::crew::{Crew, Resident, Threads};
use super::error::StartError;
use super::options;
use super::plan::Plan;
use super::shared::Shared;
use super::supervise::{LOOK_FOR_ROOM, Supervised, daemon_output, reopen_log, supervise};
use super::{End, Outcome, staff, worker_end};
use crate::ids::{ReactorId, WorkerId};
use crate::ipc::{Inbox, Link, PostInbox};
use crate::log::{self, ProcessKind};
use crate::process::{Child, Kind, Master, MasterEvent, Role as Side};
use crate::worker::{Fate, Post, ProcessOptions, ProcessWorker, Retirement};

pub(super) fn run(plan: &Rc<Plan>, shared: &Rc<Shared>, application: &dyn Application) -> Result<Outcome, StartError> {
    let wait = plan.settings.max_wait_time;
    let (side, master) = Master::fork(shared.roster.clone(), wait).map_err(StartError::Fork)?;
    if side == Side::Manager {
        return Ok(manage(plan, shared, application, &master).into());
    }
    log::assume(ProcessKind::Master, 0);
    application.entered(Role::Master);
    if plan.settings.single_thread {
        lead::<Resident<'_>>(plan, shared, application, master)
    } else {
        lead::<Threads<'_>>(plan, shared, application, master)
    }
}

/// The life of the master, whose reactors run where the crew has them run.
fn lead<'a, C: Crew<'a>>(
    plan: &Rc<Plan>,
    shared: &Rc<Shared>,
    application: &'a dyn Application,
    mut master: Master,
) -> Result<Outcome, StartError> {
    let post = staff::master_post(plan, shared);
    application.may_post(&post);
    let mut crew = match C::start(plan, shared, application, &master) {
        Ok(crew) => crew,
        Err(error) => {
            master.stop();
            return Err(StartError::Reactor(error));
        }
    };
    loop {
        if let Some(fate) = application.fate() {
            crew.stop(&mut master);
            return Ok(End::Ended(fate).into());
        }
        post.flush();
        // Nobody rings the master when a box has room again.
        let room = (!post.is_flushed()).then(|| Instant::now() + LOOK_FOR_ROOM);
        match crew.next_event(&mut master, room) {
            MasterEvent::Shutdown => break,
            MasterEvent::Interrupt => {
                crew.stop(&mut master);
                return Ok(Outcome::Interrupted);
            }
            MasterEvent::ManagerLost(_) => match master.refork() {
                Ok(Side::Master) => {}
                Ok(Side::Manager) => {
                    // Threads and descriptors behind it are the master's alone.
                    std::mem::forget(crew);
                    return Ok(manage(plan, shared, application, &master).into());
                }
                Err(error) => tracing::error!("no new manager can be forked: {error}; the next attempt is in a second"),
            },
            MasterEvent::ReopenLog => reopen_log(daemon_output(plan)),
            MasterEvent::Woken => {}
        }
    }
    crew.before_shutdown(Instant::now() + plan.settings.max_wait_time);
    crew.stop(&mut master);
    application.shutdown();
    Ok(application.fate().map_or(End::Finished, End::Ended).into())
}

fn manage(plan: &Rc<Plan>, shared: &Rc<Shared>, application: &dyn Application, master: &Master) -> End {
    match supervise(plan, shared, application, master.pid()) {
        Supervised::Worker(child) => End::Child(match child.kind {
            Kind::Worker => work(plan, shared, application, child),
            Kind::Task => staff::task_worker(plan, shared, application, child),
            Kind::User => staff::user_process(plan, shared, application, child),
            Kind::Pooled => unreachable!("a server has no pool"),
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
        dispatch_func: plan.settings.dispatch_func,
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
