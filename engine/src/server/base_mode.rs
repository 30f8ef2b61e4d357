//! BASE mode: every worker is a reactor too and calls the application directly. A manager exists where there is more than one
//! process, or a worker that is to be replaced.

use std::rc::Rc;

use super::application::{Application, Role};
use super::error::StartError;
use super::options;
use super::plan::Plan;
use super::shared::Shared;
use super::supervise::{Supervised, supervise};
use super::{End, Outcome, staff, worker_end};
use crate::ids::{PortIndex, ReactorId, WorkerId};
use crate::ipc::{Inbox, Link, PostInbox};
use crate::log::{self, ProcessKind};
use crate::process::{Child, Kind};
use crate::reactor::UploadFolder;
use crate::sys::process;
use crate::worker::{BaseOptions, BaseWorker, Fate, LoopControl};

pub(super) fn run(plan: &Rc<Plan>, shared: &Rc<Shared>, application: &dyn Application) -> Result<Outcome, StartError> {
    if plan.is_single_process() {
        return single(plan, shared, application);
    }
    match supervise(plan, shared, application, None) {
        Supervised::Worker(child) => {
            let fate = match child.kind {
                Kind::Worker => worker_process(plan, shared, application, child)?,
                Kind::Task => staff::task_worker(plan, shared, application, child),
                Kind::User => staff::user_process(plan, shared, application, child),
                Kind::Pooled => unreachable!("a server has no pool"),
            };
            Ok(End::Child(fate).into())
        }
        Supervised::Stopped => {
            application.shutdown();
            Ok(application.fate().map_or(End::Finished, End::Ended).into())
        }
        Supervised::Interrupted => Ok(Outcome::Interrupted),
        Supervised::Fate(fate) => Ok(End::Ended(fate).into()),
    }
}

/// Everything in the process that called.
fn single(plan: &Plan, shared: &Rc<Shared>, application: &dyn Application) -> Result<Outcome, StartError> {
    let id = WorkerId(0);
    shared.roster.set_master(process::own_pid());
    shared.roster.enter(id);
    let interrupted = Rc::default();
    let control = options::single_loop_control(plan, shared, &interrupted);
    if let Some(fate) = work(plan, shared, application, id, true, control)? {
        return Ok(End::Ended(fate).into());
    }
    if interrupted.get() {
        return Ok(Outcome::Interrupted);
    }
    application.shutdown();
    Ok(application.fate().map_or(End::Finished, End::Ended).into())
}

fn worker_process(
    plan: &Plan,
    shared: &Rc<Shared>,
    application: &dyn Application,
    child: Child,
) -> Result<Option<Fate>, StartError> {
    let id = child.id;
    // As in the original, worker 0 stands for the master that BASE does not have.
    let first = id.0 == 0;
    if first {
        shared.roster.set_master(process::own_pid());
    }
    work(plan, shared, application, id, first && child.generation == 0, options::loop_control(plan))
}

fn work(
    plan: &Plan,
    shared: &Rc<Shared>,
    application: &dyn Application,
    id: WorkerId,
    tells_start: bool,
    control: LoopControl,
) -> Result<Option<Fate>, StartError> {
    log::assume(ProcessKind::Worker, id.0);
    application.entered(Role::Worker(id));
    let own = ReactorId(id.0 as u16);
    let fabric = &shared.fabric;
    let peers = || (0..plan.settings.worker_num).map(WorkerId);
    let mut listeners = Vec::new();
    for (index, port) in plan.ports.iter().enumerate() {
        listeners.push((PortIndex(index as u16), port.listener.try_clone().map_err(StartError::Reactor)?));
    }
    options::begin_worker(shared, id);
    let worker = BaseWorker::new(BaseOptions {
        id,
        reactor: options::reactor(plan, shared, own),
        reactor_ports: options::reactor_ports(plan, &|path| UploadFolder::new(path)),
        ports: options::worker_ports(plan),
        listeners,
        table: shared.sessions.clone(),
        counters: shared.counters.clone(),
        bell: fabric.worker_bell(id).clone(),
        link_limit: options::LINK_LIMIT,
        files: fabric.files().to_vec(),
        to_workers: peers()
            .map(|peer| {
                let commands = fabric.commands(id, ReactorId(peer.0 as u16));
                (peer != id).then(|| Link::new(commands.producer(), fabric.worker_bell(peer).clone()))
            })
            .collect(),
        from_workers: peers()
            .map(|peer| {
                let commands = fabric.commands(peer, own);
                let sender = fabric.worker_bell(peer).clone();
                (peer != id).then(|| Inbox::new(commands.consumer(), sender, options::MAX_MESSAGE))
            })
            .collect(),
    });
    let post = staff::post(plan, shared, id);
    application.equipped(&worker.gateway(), &post);
    let outside = PostInbox::new(fabric.outside(own).clone(), fabric.sender_bells());
    let worker = worker.with_post(post, outside);
    let handler = application.worker(id, worker.gateway(), tells_start);
    let end = worker.run(control, handler);
    Ok(worker_end(end, id))
}
