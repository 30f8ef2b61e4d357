//! What the manager does, as a pure state machine: inputs and the time go in, actions come out. Must not make a system call.
//!
//! Rules: every id has at most one process that owns it. One that ended is forked again at once, and reported when it ended
//! abnormally; only one that dies again and again right after its birth waits up to a second. A reload asks the processes to
//! end (together or one after the other) and is over when each has a successor; meanwhile further reloads are ignored. User processes
//! are no part of it: they live until they end by themselves, are forked again then, and end with the server.
//! Termination asks all and is over when none is left. Whoever was asked and is still there after the patience is killed.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use super::patience;
use crate::ids::WorkerId;
use crate::sys::process::{ExitStatus, Pid};
use crate::sys::signal::Signal;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Worker,
    Task,
    /// Runs what the application gave it. To end is no failure, but it must not be a way to fork without end.
    User,
    /// Of a pool that has no server: it is replaced at once whenever it ends, which is how a worker that does one thing at a time asks
    /// for the next. One that retires is nobody's any more: it is neither waited for nor killed.
    Pooled,
}

/// Which processes a reload replaces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    All,
    Tasks,
}

/// `reload_async`: all at once, else one after the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Replacement {
    Together,
    OneByOne,
}

#[derive(Clone, Copy, Debug)]
pub struct Policy {
    pub max_wait_time: Duration,
    pub replacement: Replacement,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    Forked {
        id: WorkerId,
        pid: Pid,
    },
    ForkFailed {
        id: WorkerId,
    },
    /// `status` is unknown for a process that another manager forked.
    Ended {
        pid: Pid,
        status: Option<ExitStatus>,
    },
    /// It finishes its work but no longer touches what belongs to its id: the successor may start.
    Retired {
        id: WorkerId,
        pid: Pid,
    },
    Reload(Scope),
    Terminate,
    Tick,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    Fork(WorkerId),
    Kill(Pid, Signal),
    Report(Failure),
    /// A process that had retired from this id is gone.
    RetiredGone(WorkerId),
    BeforeReload,
    AfterReload,
    Log(Notice),
    /// Terminated, and no process is left.
    Finished,
}

/// An abnormal end, as WorkerError tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failure {
    pub id: WorkerId,
    pub pid: Pid,
    pub exit_code: i32,
    pub signal: i32,
}

/// Worth a line in the log file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notice {
    Reloading(Scope),
    ReloadBusy,
    NoTasks,
    /// It did not end in time.
    Killed {
        id: WorkerId,
        pid: Pid,
    },
    /// It died this many times right after its birth; from now on its successors wait.
    Flapping {
        id: WorkerId,
        deaths: u32,
    },
    ForkFailed {
        id: WorkerId,
    },
}

pub struct Plan {
    policy: Policy,
    slots: Vec<Slot>,
    /// Processes that retired; they own no id any more.
    leaving: Vec<Leaving>,
    phase: Phase,
    actions: VecDeque<Action>,
}

struct Slot {
    kind: Kind,
    state: State,
    /// Quick abnormal deaths in a row.
    streak: u32,
}

#[derive(Clone, Copy)]
enum State {
    Vacant {
        not_before: Instant,
    },
    /// `Action::Fork` was given out.
    Forking,
    Running {
        pid: Pid,
        since: Instant,
    },
    /// Asked to end. `kill_at` is None once it was killed.
    Ending {
        pid: Pid,
        since: Instant,
        kill_at: Option<Instant>,
    },
}

struct Leaving {
    id: WorkerId,
    pid: Pid,
    kill_at: Option<Instant>,
    of_reload: bool,
}

enum Phase {
    Serving,
    Reloading {
        /// Ids that have no successor yet.
        pending: BTreeSet<WorkerId>,
        /// Those that were not asked to end yet (one by one).
        queue: VecDeque<WorkerId>,
    },
    Terminating,
    Finished,
}

impl Plan {
    /// Nothing runs yet. `handle(now, Tick)` starts the processes.
    pub fn new(kinds: &[Kind], policy: Policy, now: Instant) -> Plan {
        let slot = |&kind| Slot { kind, state: State::Vacant { not_before: now }, streak: 0 };
        Plan {
            policy,
            slots: kinds.iter().map(slot).collect(),
            leaving: Vec::new(),
            phase: Phase::Serving,
            actions: VecDeque::new(),
        }
    }

    /// A process of a former manager still owns this id: it has to end before the first fork.
    pub fn adopt(&mut self, id: WorkerId, pid: Pid, now: Instant) {
        let kill_at = Some(now + patience(self.policy.max_wait_time));
        self.slots[id.0 as usize].state = State::Ending { pid, since: now, kill_at };
        self.actions.push_back(Action::Kill(pid, Signal::TERM));
    }

    pub fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Forked { id, pid } => self.forked(now, id, pid),
            Input::ForkFailed { id } => {
                self.slots[id.0 as usize].state = State::Vacant { not_before: now + LONGEST_PAUSE };
                self.log(Notice::ForkFailed { id });
            }
            Input::Ended { pid, status } => self.ended(now, pid, status),
            Input::Retired { id, pid } => self.retired(now, id, pid),
            Input::Reload(scope) => self.reload(now, scope),
            Input::Terminate => self.terminate(now),
            Input::Tick => self.kill_overdue(now),
        }
        self.fork_due(now);
        self.conclude();
    }

    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When the next `Tick` has something to do.
    pub fn next_deadline(&self) -> Option<Instant> {
        let slots = self.slots.iter().filter_map(|slot| match slot.state {
            State::Vacant { not_before } if !self.is_terminating() => Some(not_before),
            State::Ending { kill_at, .. } => kill_at,
            _ => None,
        });
        slots.chain(self.leaving.iter().filter_map(|process| process.kill_at)).min()
    }

    pub fn is_terminating(&self) -> bool {
        matches!(self.phase, Phase::Terminating | Phase::Finished)
    }

    /// Every process that is alive as far as the plan knows.
    pub fn processes(&self) -> impl Iterator<Item = Pid> + '_ {
        let owners = self.slots.iter().filter_map(|slot| match slot.state {
            State::Running { pid, .. } | State::Ending { pid, .. } => Some(pid),
            State::Vacant { .. } | State::Forking => None,
        });
        owners.chain(self.leaving.iter().map(|process| process.pid))
    }

    fn forked(&mut self, now: Instant, id: WorkerId, pid: Pid) {
        self.slots[id.0 as usize].state = State::Running { pid, since: now };
        if self.is_terminating() {
            return self.ask_to_end(now, id);
        }
        let next = match &mut self.phase {
            Phase::Reloading { pending, queue } if pending.contains(&id) => {
                pending.remove(&id);
                // One that died before its turn must not be asked again, nor let a second one go meanwhile.
                queue.retain(|&waiting| waiting != id);
                if pending.len() == queue.len() { queue.pop_front() } else { None }
            }
            _ => None,
        };
        if let Some(next) = next {
            self.ask_to_end(now, next);
        }
    }

    fn ended(&mut self, now: Instant, pid: Pid, status: Option<ExitStatus>) {
        if let Some(at) = self.leaving.iter().position(|process| process.pid == pid) {
            let gone = self.leaving.swap_remove(at);
            self.actions.push_back(Action::RetiredGone(gone.id));
            return;
        }
        let Some(at) = self.slots.iter().position(|slot| slot.owner() == Some(pid)) else { return };
        let id = WorkerId(at as u32);
        let slot = &mut self.slots[at];
        let failure = failure(id, pid, status, matches!(slot.state, State::Ending { .. }));
        let lived = slot.age(now);
        let counts = failure.is_some() || slot.kind == Kind::User;
        slot.streak = if counts && lived < QUICK { slot.streak + 1 } else { 0 };
        let streak = slot.streak;
        slot.state = State::Vacant { not_before: now + pause(streak) };
        if self.is_terminating() {
            return;
        }
        if let Some(failure) = failure {
            self.actions.push_back(Action::Report(failure));
        }
        if streak == PATIENT_DEATHS + 1 {
            self.log(Notice::Flapping { id, deaths: streak });
        }
    }

    fn retired(&mut self, now: Instant, id: WorkerId, pid: Pid) {
        let slot = &mut self.slots[id.0 as usize];
        if slot.owner() != Some(pid) {
            return;
        }
        if slot.kind == Kind::Pooled {
            slot.state = State::Vacant { not_before: now };
            slot.streak = 0;
            return;
        }
        if matches!(self.phase, Phase::Terminating | Phase::Finished) {
            return;
        }
        let kill_at = match slot.state {
            State::Ending { kill_at, .. } => kill_at,
            _ => Some(now + patience(self.policy.max_wait_time)),
        };
        slot.state = State::Vacant { not_before: now };
        slot.streak = 0;
        let of_reload = matches!(&self.phase, Phase::Reloading { pending, .. } if pending.contains(&id));
        self.leaving.push(Leaving { id, pid, kill_at, of_reload });
    }

    fn reload(&mut self, now: Instant, scope: Scope) {
        match self.phase {
            Phase::Serving => {}
            Phase::Reloading { .. } => return self.log(Notice::ReloadBusy),
            Phase::Terminating | Phase::Finished => return,
        }
        let in_scope = |slot: &Slot| match slot.kind {
            Kind::Worker => scope == Scope::All,
            Kind::Task | Kind::Pooled => true,
            Kind::User => false,
        };
        if !self.slots.iter().any(in_scope) {
            return self.log(Notice::NoTasks);
        }
        let alive = |slot: &Slot| in_scope(slot) && slot.owner().is_some();
        let targets: Vec<WorkerId> =
            (0..).map(WorkerId).zip(&self.slots).filter(|(_, slot)| alive(slot)).map(|(id, _)| id).collect();
        self.log(Notice::Reloading(scope));
        self.actions.push_back(Action::BeforeReload);
        let mut queue: VecDeque<WorkerId> = VecDeque::new();
        match self.policy.replacement {
            Replacement::Together => targets.iter().for_each(|&id| self.ask_to_end(now, id)),
            Replacement::OneByOne => {
                queue.extend(&targets);
                if let Some(first) = queue.pop_front() {
                    self.ask_to_end(now, first);
                }
            }
        }
        self.phase = Phase::Reloading { pending: targets.into_iter().collect(), queue };
    }

    fn terminate(&mut self, now: Instant) {
        if self.is_terminating() {
            return;
        }
        self.phase = Phase::Terminating;
        for id in (0..self.slots.len() as u32).map(WorkerId) {
            self.ask_to_end(now, id);
        }
    }

    /// Nothing to do for one that is ending or vacant already.
    fn ask_to_end(&mut self, now: Instant, id: WorkerId) {
        let slot = &mut self.slots[id.0 as usize];
        if let State::Running { pid, since } = slot.state {
            slot.state = State::Ending { pid, since, kill_at: Some(now + patience(self.policy.max_wait_time)) };
            self.actions.push_back(Action::Kill(pid, Signal::TERM));
        }
    }

    fn kill_overdue(&mut self, now: Instant) {
        let mut overdue = Vec::new();
        for (id, slot) in (0..).map(WorkerId).zip(&mut self.slots) {
            match &mut slot.state {
                State::Ending { pid, kill_at, .. } if kill_at.is_some_and(|at| at <= now) => {
                    *kill_at = None;
                    overdue.push((id, *pid));
                }
                _ => {}
            }
        }
        for process in &mut self.leaving {
            if process.kill_at.is_some_and(|at| at <= now) {
                process.kill_at = None;
                overdue.push((process.id, process.pid));
            }
        }
        for (id, pid) in overdue {
            self.log(Notice::Killed { id, pid });
            self.actions.push_back(Action::Kill(pid, Signal::KILL));
        }
    }

    fn fork_due(&mut self, now: Instant) {
        if self.is_terminating() {
            return;
        }
        for (id, slot) in (0..).map(WorkerId).zip(&mut self.slots) {
            if matches!(slot.state, State::Vacant { not_before } if not_before <= now) {
                slot.state = State::Forking;
                self.actions.push_back(Action::Fork(id));
            }
        }
    }

    fn conclude(&mut self) {
        match &self.phase {
            Phase::Reloading { pending, .. } => {
                if pending.is_empty() && !self.leaving.iter().any(|process| process.of_reload) {
                    self.phase = Phase::Serving;
                    self.actions.push_back(Action::AfterReload);
                }
            }
            Phase::Terminating => {
                let vacant = |slot: &Slot| matches!(slot.state, State::Vacant { .. });
                if self.leaving.is_empty() && self.slots.iter().all(vacant) {
                    self.phase = Phase::Finished;
                    self.actions.push_back(Action::Finished);
                }
            }
            Phase::Serving | Phase::Finished => {}
        }
    }

    fn log(&mut self, notice: Notice) {
        self.actions.push_back(Action::Log(notice));
    }
}

impl Slot {
    fn owner(&self) -> Option<Pid> {
        match self.state {
            State::Running { pid, .. } | State::Ending { pid, .. } => Some(pid),
            State::Vacant { .. } | State::Forking => None,
        }
    }

    fn age(&self, now: Instant) -> Duration {
        match self.state {
            State::Running { since, .. } | State::Ending { since, .. } => now.saturating_duration_since(since),
            State::Vacant { .. } | State::Forking => Duration::ZERO,
        }
    }
}

/// `asked`: the SIGTERM that ended it before its handler was in place may be ours.
fn failure(id: WorkerId, pid: Pid, status: Option<ExitStatus>, asked: bool) -> Option<Failure> {
    match status? {
        ExitStatus::Exited(0) => None,
        ExitStatus::Exited(exit_code) => Some(Failure { id, pid, exit_code, signal: 0 }),
        ExitStatus::Signaled(signal) if asked && signal == Signal::TERM.0 => None,
        ExitStatus::Signaled(signal) => Some(Failure { id, pid, exit_code: 0, signal }),
    }
}

fn pause(streak: u32) -> Duration {
    match streak.checked_sub(PATIENT_DEATHS + 1) {
        None => Duration::ZERO,
        Some(excess) => LONGEST_PAUSE.min(SHORTEST_PAUSE * 2u32.pow(excess.min(8))),
    }
}

/// A process that dies younger than this dies "right after its birth".
const QUICK: Duration = Duration::from_secs(1);
/// So many such deaths in a row are answered at once.
const PATIENT_DEATHS: u32 = 5;
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
