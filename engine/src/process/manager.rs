//! The manager: forks the workers and executes what the plan decides. Single-threaded and without a runtime, because it
//! must be able to fork at any time. Must not decide anything.

use std::io;
use std::os::fd::RawFd;
use std::time::{Duration, Instant};

use super::plan::{Action, Failure, Input, Kind, Notice, Plan, Policy, Scope};
use super::roster::{Request, Roster};
use super::survivors::{LOOK_AGAIN, Survivor};
use super::{patience, signals};
use crate::ids::WorkerId;
use crate::sys::process::{self, Fork, Pid};
use crate::sys::signal::{self, Signal};

/// What the manager calls in the application. Each may run PHP; what has to end the process is answered by `fate`.
pub trait ManagerHooks {
    type Fate;
    /// Once, after the first forks (ManagerStart).
    fn started(&mut self);
    fn worker_error(&mut self, failure: Failure);
    /// A process that had retired from this id is gone: what it did not answer, nobody will.
    fn retired_gone(&mut self, _id: WorkerId) {}
    fn before_reload(&mut self);
    fn after_reload(&mut self);
    /// The end begins: the workers are going to be asked to end, and no successor comes.
    fn terminating(&mut self) {}
    /// SIGRTMIN came.
    fn reopen_log(&mut self);
    /// After every wake: PHP's pending asynchronous signals.
    fn woken(&mut self) {}
    /// When to wake at the latest, for timers of the application.
    fn deadline(&self) -> Option<Instant> {
        None
    }
    /// `Some`: leave `run` now. Asked after every call of a hook.
    fn fate(&mut self) -> Option<Self::Fate>;
}

/// Why `run` came back.
#[derive(Debug)]
pub enum ManagerEnd<F> {
    /// This is a new process: a worker.
    Child(Child),
    /// Terminated; no worker is left.
    Stopped,
    /// A hook ended the manager. Its workers live: `abandon` ends them.
    Fate(F),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Child {
    pub id: WorkerId,
    pub kind: Kind,
    /// 0 for the first process with this id. Later ones take over its rings.
    pub generation: u64,
    /// The manager that forked it.
    pub parent: Pid,
}

pub struct Manager {
    plan: Plan,
    kinds: Vec<Kind>,
    roster: Roster,
    max_wait_time: Duration,
    /// The master in PROCESS; none in BASE, where the manager called `start()`.
    parent: Option<Pid>,
    /// Workers of a former manager.
    survivors: Vec<Survivor>,
    started: bool,
    interrupted: bool,
}

impl Manager {
    /// Signals are installed (`signals::install_for_server`). `kinds` has one entry for each id.
    pub fn new(kinds: Vec<Kind>, policy: Policy, roster: Roster, parent: Option<Pid>) -> Manager {
        let now = Instant::now();
        let mut plan = Plan::new(&kinds, policy, now);
        roster.set_manager(process::own_pid());
        let survivors = Survivor::find(&roster);
        for survivor in &survivors {
            plan.adopt(survivor.id, survivor.pid, now);
        }
        let max_wait_time = policy.max_wait_time;
        Manager { plan, kinds, roster, max_wait_time, parent, survivors, started: false, interrupted: false }
    }

    pub fn run<H: ManagerHooks>(&mut self, hooks: &mut H) -> ManagerEnd<H::Fate> {
        self.plan.handle(Instant::now(), Input::Tick);
        loop {
            if let Some(end) = self.perform(hooks) {
                return end;
            }
            if !self.started {
                self.started = true;
                hooks.started();
            } else {
                self.sleep(hooks.deadline());
                hooks.woken();
            }
            if let Some(fate) = hooks.fate() {
                return ManagerEnd::Fate(fate);
            }
            self.take_requests(hooks);
            self.take_deaths();
            self.plan.handle(Instant::now(), Input::Tick);
        }
    }

    /// Whether it was SIGINT that ended it. In BASE the process then ends by `signal::die_of(INT)`, as the shell expects.
    pub fn interrupted(&self) -> bool {
        self.interrupted
    }

    /// Ends all workers without calling anybody, within the patience. For a manager that is ended by an error.
    pub fn abandon(&mut self) {
        self.plan.handle(Instant::now(), Input::Terminate);
        loop {
            while let Some(action) = self.plan.poll_action() {
                match action {
                    Action::Kill(pid, signal) => self.kill(pid, signal),
                    Action::Fork(id) => self.plan.handle(Instant::now(), Input::ForkFailed { id }),
                    Action::Finished => return,
                    Action::Log(notice) => log(notice),
                    Action::Report(_) | Action::RetiredGone(_) | Action::BeforeReload | Action::AfterReload => {}
                }
            }
            self.sleep(None);
            self.take_deaths();
            self.plan.handle(Instant::now(), Input::Tick);
        }
    }

    fn perform<H: ManagerHooks>(&mut self, hooks: &mut H) -> Option<ManagerEnd<H::Fate>> {
        while let Some(action) = self.plan.poll_action() {
            match action {
                Action::Fork(id) => {
                    if let Some(child) = self.fork(id) {
                        return Some(ManagerEnd::Child(child));
                    }
                }
                Action::Kill(pid, signal) => self.kill(pid, signal),
                Action::Report(failure) => {
                    let Failure { id, pid, exit_code, signal } = failure;
                    tracing::warn!("worker(pid={pid}, id={id}) abnormal exit, status={exit_code}, signal={signal}");
                    hooks.worker_error(failure);
                }
                Action::RetiredGone(id) => hooks.retired_gone(id),
                Action::BeforeReload => hooks.before_reload(),
                Action::AfterReload => hooks.after_reload(),
                Action::Log(notice) => log(notice),
                Action::Finished => return Some(ManagerEnd::Stopped),
            }
            if let Some(fate) = hooks.fate() {
                return Some(ManagerEnd::Fate(fate));
            }
        }
        None
    }

    /// Some: this is the child.
    fn fork(&mut self, id: WorkerId) -> Option<Child> {
        let manager = process::own_pid();
        let input = match process::fork() {
            Ok(Fork::Child) => return Some(self.become_worker(id, manager)),
            Ok(Fork::Parent(pid)) => Input::Forked { id, pid },
            Err(error) => {
                tracing::error!("fork of worker {id} failed: {error}; the next attempt is in a second");
                Input::ForkFailed { id }
            }
        };
        self.plan.handle(Instant::now(), input);
        None
    }

    fn become_worker(&mut self, id: WorkerId, manager: Pid) -> Child {
        self.survivors.clear();
        let generation = self.roster.enter(id);
        let kind = self.kinds[id.0 as usize];
        let settled = match kind {
            Kind::Worker | Kind::Task => signals::install_for_worker(),
            Kind::User | Kind::Pooled => signals::install_for_user_process(),
        };
        let settled = settled.and_then(|()| follow(manager, patience(self.max_wait_time)));
        if let Err(error) = settled {
            tracing::error!("worker {id} can not be set up: {error}");
            process::exit_now(EXIT_NOT_SET_UP);
        }
        Child { id, kind, generation, parent: manager }
    }

    fn kill(&self, pid: Pid, signal: Signal) {
        match self.survivors.iter().find(|survivor| survivor.pid == pid) {
            Some(survivor) => survivor.kill(signal),
            // Not reaped yet, so the pid is still that process, at worst a zombie.
            None => {
                if let Err(error) = process::kill(pid, signal) {
                    tracing::warn!("signal {} to process {pid} failed: {error}", signal.0);
                }
            }
        }
    }

    fn sleep(&self, deadline: Option<Instant>) {
        let deadline = [self.plan.next_deadline(), deadline].into_iter().flatten().min();
        let mut timeout = deadline.map(|at| at.saturating_duration_since(Instant::now()));
        let mut fds: Vec<RawFd> = vec![signal::wake_fd(), self.roster.manager_bell()];
        for survivor in &self.survivors {
            match survivor.fd() {
                Some(fd) => fds.push(fd),
                None => timeout = Some(timeout.unwrap_or(LOOK_AGAIN).min(LOOK_AGAIN)),
            }
        }
        if let Err(error) = process::wait_readable(&fds, timeout) {
            tracing::error!("the manager can not wait for events: {error}");
            std::thread::sleep(LOOK_AGAIN);
        }
        // Read before the flags are looked at: what comes later rings again.
        signal::drain_wake();
        self.roster.silence_manager_bell();
    }

    /// Before the deaths: Ctrl+C reaches manager and workers alike, and the end of those workers is no failure then.
    fn take_requests<H: ManagerHooks>(&mut self, hooks: &mut H) {
        let now = Instant::now();
        // First, since who retired is not to be asked to end.
        for id in (0..self.roster.processes()).map(WorkerId) {
            if let Some(pid) = self.roster.take_retired(id) {
                self.plan.handle(now, Input::Retired { id, pid });
            }
        }
        let orphaned = self.parent.is_some_and(|parent| process::parent_pid() != parent);
        let asked = self.roster.take_manager_request(Request::Shutdown);
        // All of them are taken: none may stay behind and count later.
        let (term, int) = (signal::take(Signal::TERM), signal::take(Signal::INT));
        if orphaned || asked || term || int {
            self.interrupted |= int;
            if !self.plan.is_terminating() {
                hooks.terminating();
            }
            if !orphaned && !int {
                self.roster.announce_shutdown();
                if self.parent.is_some() {
                    // Documented: SIGTERM to the manager ends the server. If it comes from the master, that knows already.
                    self.roster.ask_master(Request::Shutdown);
                }
            }
            self.plan.handle(now, Input::Terminate);
        }
        let requests =
            [(Signal::USR1, Request::Reload, Scope::All), (Signal::USR2, Request::ReloadTasks, Scope::Tasks)];
        for (signal, request, scope) in requests {
            if signal::take(signal) | self.roster.take_manager_request(request) {
                self.plan.handle(now, Input::Reload(scope));
            }
        }
        if signal::take(Signal::reopen_log()) {
            hooks.reopen_log();
            for pid in self.plan.processes() {
                self.kill(pid, Signal::reopen_log());
            }
        }
    }

    fn take_deaths(&mut self) {
        signal::take(Signal::CHLD);
        let now = Instant::now();
        // Strangers too: as PID 1 of a container, and for what the application forked here and forgot.
        while let Some((pid, status)) = process::reap_any() {
            self.roster.clear(pid);
            self.plan.handle(now, Input::Ended { pid, status: Some(status) });
        }
        let (plan, roster) = (&mut self.plan, &self.roster);
        self.survivors.retain(|survivor| {
            let ended = survivor.has_ended();
            if ended {
                roster.clear(survivor.pid);
                plan.handle(now, Input::Ended { pid: survivor.pid, status: None });
            }
            !ended
        });
    }
}

/// Ties this process to its parent: SIGTERM when the parent dies, and a certain end when nobody is left to kill it.
pub(super) fn follow(parent: Pid, patience: Duration) -> io::Result<()> {
    process::set_parent_death_signal()?;
    signal::end_with_parent(parent.0, patience)?;
    if process::parent_pid() != parent {
        // It died before the kernel was told.
        process::exit_now(0);
    }
    Ok(())
}

fn log(notice: Notice) {
    match notice {
        Notice::Reloading(Scope::All) => tracing::info!("Server is reloading all workers now"),
        Notice::Reloading(Scope::Tasks) => tracing::info!("Server is reloading task workers now"),
        Notice::ReloadBusy => tracing::warn!("a reload is under way, this one is ignored"),
        Notice::NoTasks => tracing::warn!("cannot reload task workers, task workers is not started"),
        Notice::Killed { id, pid } => {
            tracing::warn!("worker(pid={pid}, id={id}) did not end within max_wait_time and is killed");
        }
        Notice::Flapping { id, deaths } => {
            tracing::warn!(
                "worker {id} died {deaths} times right after its start; it is started again, more slowly now"
            );
        }
        // Said with its cause where it happened.
        Notice::ForkFailed { .. } => {}
    }
}

/// EX_OSERR of sysexits.h.
const EXIT_NOT_SET_UP: i32 = 71;
