//! The manager's part, the same in both modes: forks the workers, tells the application of what happens to them. In a new worker
//! it comes back with the worker's place.

use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::application::{Application, Role};
use super::plan::Plan;
use super::shared::Shared;
use super::staff;
use crate::ids::WorkerId;
use crate::log::{self, ProcessKind};
use crate::process::daemon;
use crate::process::identity::{self, Identity};
use crate::process::{Child, Failure, Manager, ManagerEnd, ManagerHooks, Policy, Replacement};
use crate::sys::process::Pid;
use crate::worker::{Fate, Outside, Post};

/// What the process is when the supervision is over.
pub(super) enum Supervised {
    Worker(Child),
    /// The manager, all workers gone.
    Stopped,
    /// As `Stopped`, by SIGINT.
    Interrupted,
    /// The manager, ended by a callback; all workers gone.
    Fate(Fate),
}

/// `parent`: the master, if there is one.
pub(super) fn supervise(
    plan: &Plan,
    shared: &Shared,
    application: &dyn Application,
    parent: Option<Pid>,
) -> Supervised {
    let settings = &plan.settings;
    let policy = Policy {
        max_wait_time: settings.max_wait_time,
        replacement: if settings.reload_async { Replacement::Together } else { Replacement::OneByOne },
    };
    log::assume(ProcessKind::Manager, 0);
    application.entered(Role::Manager);
    let post = staff::manager_post(plan, shared);
    let fabric = &shared.fabric;
    let outside = staff::outside(plan, shared, fabric.manager_number(), None, fabric.manager_bell().clone());
    application.equipped(&(Rc::clone(&outside) as Rc<_>), &post);
    let mut manager = Manager::new(plan.kinds(), policy, shared.roster.clone(), parent);
    match manager.run(&mut Hooks { application, shared, plan, post, outside }) {
        ManagerEnd::Child(child) => {
            prepare_worker(plan, child);
            Supervised::Worker(child)
        }
        ManagerEnd::Stopped => {
            application.manager_stopped();
            let end = if manager.interrupted() { Supervised::Interrupted } else { Supervised::Stopped };
            application.fate().map_or(end, Supervised::Fate)
        }
        ManagerEnd::Fate(fate) => {
            manager.abandon();
            Supervised::Fate(fate)
        }
    }
}

fn prepare_worker(plan: &Plan, child: Child) {
    let settings = &plan.settings;
    if let Some(cpus) = &settings.cpu_affinity {
        identity::pin_to(child.id.0, cpus);
    }
    let identity = Identity {
        user: settings.user.as_deref(),
        group: settings.group.as_deref(),
        chroot: settings.chroot.as_deref(),
    };
    identity::apply(identity, child.parent);
}

struct Hooks<'a> {
    application: &'a dyn Application,
    shared: &'a Shared,
    plan: &'a Plan,
    post: Rc<Post>,
    outside: Rc<Outside>,
}

impl ManagerHooks for Hooks<'_> {
    type Fate = Fate;

    fn started(&mut self) {
        self.application.manager_started();
    }

    fn worker_error(&mut self, failure: Failure) {
        self.application.worker_error(failure);
    }

    fn retired_gone(&mut self, id: WorkerId) {
        if self.plan.process_mode {
            self.outside.tell_retired_gone(id);
        }
    }

    fn before_reload(&mut self) {
        let counters = self.shared.counters.server();
        counters.note_reload(crate::sys::clock::unix_seconds());
        // The workers of BASE inherit their certificates from here; in PROCESS mode the reactors of the master look for themselves.
        if !self.plan.process_mode {
            for port in &self.plan.ports {
                if let Some(tls) = &port.tls {
                    tls.follow(counters.reloads(), &port.listener.local().to_string());
                }
            }
        }
        self.application.before_reload();
    }

    fn after_reload(&mut self) {
        self.application.after_reload();
    }

    fn reopen_log(&mut self) {
        reopen_log(daemon_output(self.plan));
    }

    fn woken(&mut self) {
        self.application.woken();
        self.post.flush();
        self.outside.flush();
    }

    /// The timers of the application; and the manager is not rung when a box has room again.
    fn deadline(&self) -> Option<Instant> {
        let flushed = self.post.is_flushed() && self.outside.is_flushed();
        let room = (!flushed).then(|| Instant::now() + LOOK_FOR_ROOM);
        [room, self.application.deadline()].into_iter().flatten().min()
    }

    fn fate(&mut self) -> Option<Fate> {
        self.application.fate()
    }
}

/// Where a daemon prints to: the log file.
pub(super) fn daemon_output(plan: &Plan) -> Option<&Path> {
    plan.settings.log.file.as_deref().filter(|_| plan.settings.daemonize)
}

/// SIGRTMIN: the log file was moved or removed.
pub(super) fn reopen_log(daemon_output: Option<&Path>) {
    let reopened = log::reopen().and_then(|()| daemon_output.map_or(Ok(()), daemon::reopen_output));
    if let Err(error) = reopened {
        tracing::warn!("log_file can not be opened anew: {error}; the log goes on in the old one");
    }
}

/// How long reactors may take to write what is left when the server ends.
pub(super) fn drain_time(plan: &Plan) -> Duration {
    plan.settings.max_wait_time.min(Duration::from_secs(3))
}

pub(super) const LOOK_FOR_ROOM: Duration = Duration::from_millis(5);
