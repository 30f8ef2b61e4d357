//! The manager's decisions, without processes: tables of single rules, then random schedules of everything at once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rswoole_engine::ids::WorkerId;
use rswoole_engine::process::patience;
use rswoole_engine::process::plan::{Action, Failure, Input, Kind, Notice, Plan, Policy, Replacement, Scope};
use rswoole_engine::sys::process::{ExitStatus, Pid};
use rswoole_engine::sys::signal::Signal;

const MAX_WAIT: Duration = Duration::from_secs(3);
const W0: WorkerId = WorkerId(0);
const W1: WorkerId = WorkerId(1);

fn policy(replacement: Replacement) -> Policy {
    Policy { max_wait_time: MAX_WAIT, replacement }
}

/// A plan whose forks succeed: worker `id` has pid 100 + id, its successors 200 + id, 300 + id, …
struct Stage {
    plan: Plan,
    now: Instant,
    forks: Vec<i32>,
}

impl Stage {
    fn new(kinds: &[Kind], replacement: Replacement) -> Stage {
        let now = Instant::now();
        let mut stage = Stage { plan: Plan::new(kinds, policy(replacement), now), now, forks: vec![0; kinds.len()] };
        let started = stage.input(Input::Tick);
        assert_eq!(started.len(), kinds.len());
        stage.now += Duration::from_secs(10);
        stage
    }

    fn workers(count: usize) -> Stage {
        Stage::new(&vec![Kind::Worker; count], Replacement::Together)
    }

    /// All actions that follow, with forks answered.
    fn input(&mut self, input: Input) -> Vec<Action> {
        self.plan.handle(self.now, input);
        let mut actions = Vec::new();
        while let Some(action) = self.plan.poll_action() {
            actions.push(action);
            if let Action::Fork(id) = action {
                let count = &mut self.forks[id.0 as usize];
                *count += 1;
                let pid = Pid(*count * 100 + id.0 as i32);
                self.plan.handle(self.now, Input::Forked { id, pid });
            }
        }
        actions
    }

    fn ended(&mut self, pid: i32, status: ExitStatus) -> Vec<Action> {
        self.input(Input::Ended { pid: Pid(pid), status: Some(status) })
    }

    fn pass(&mut self, time: Duration) -> Vec<Action> {
        self.now += time;
        self.input(Input::Tick)
    }
}

fn term(pid: i32) -> Action {
    Action::Kill(Pid(pid), Signal::TERM)
}

#[test]
fn a_worker_of_a_pool_that_retires_is_succeeded_at_once_and_never_killed() {
    let mut stage = Stage::new(&[Kind::Pooled, Kind::Pooled], Replacement::OneByOne);
    let actions = stage.input(Input::Retired { id: W0, pid: Pid(100) });
    assert_eq!(actions, [Action::Fork(W0)]);
    let ends = stage.input(Input::Terminate);
    assert_eq!(ends, [Action::Kill(Pid(200), Signal::TERM), Action::Kill(Pid(101), Signal::TERM)]);
    stage.now += patience(MAX_WAIT);
    let late = stage.input(Input::Tick);
    assert!(!late.contains(&Action::Kill(Pid(100), Signal::KILL)), "{late:?}");
    assert_eq!(stage.ended(100, ExitStatus::Exited(0)), []);
    stage.ended(200, ExitStatus::Signaled(9));
    assert_eq!(stage.ended(101, ExitStatus::Signaled(9)), [Action::Finished]);
}

#[test]
fn a_worker_of_a_pool_that_ends_is_succeeded_at_once_however_short_its_life() {
    let mut stage = Stage::new(&[Kind::Pooled], Replacement::OneByOne);
    for life in 1..50 {
        assert_eq!(stage.ended(life * 100, ExitStatus::Exited(0)), [Action::Fork(W0)]);
    }
}

#[test]
fn an_end_is_reported_when_it_was_abnormal_and_always_answered_by_a_fork() {
    let report = |exit_code, signal| Action::Report(Failure { id: W1, pid: Pid(101), exit_code, signal });
    let table = [
        (ExitStatus::Exited(0), None),
        (ExitStatus::Exited(3), Some(report(3, 0))),
        (ExitStatus::Exited(255), Some(report(255, 0))),
        (ExitStatus::Signaled(9), Some(report(0, 9))),
        (ExitStatus::Signaled(15), Some(report(0, 15))),
    ];
    for (status, report) in table {
        let expected: Vec<Action> = report.into_iter().chain([Action::Fork(W1)]).collect();
        assert_eq!(Stage::workers(2).ended(101, status), expected, "{status:?}");
    }
}

#[test]
fn a_stranger_that_ended_is_nobodys_concern() {
    assert_eq!(Stage::workers(2).ended(4711, ExitStatus::Signaled(9)), []);
}

#[test]
fn a_reload_asks_all_and_is_over_with_the_last_successor() {
    let mut stage = Stage::workers(2);
    let asked = stage.input(Input::Reload(Scope::All));
    assert_eq!(asked, [Action::Log(Notice::Reloading(Scope::All)), Action::BeforeReload, term(100), term(101)]);
    assert_eq!(stage.input(Input::Reload(Scope::All)), [Action::Log(Notice::ReloadBusy)]);
    assert_eq!(stage.ended(101, ExitStatus::Exited(0)), [Action::Fork(W1)]);
    assert_eq!(stage.ended(100, ExitStatus::Exited(0)), [Action::Fork(W0), Action::AfterReload]);
    assert_eq!(stage.input(Input::Reload(Scope::All)).len(), 4, "the next one is heard again");
}

#[test]
fn one_by_one_asks_the_next_when_the_former_has_its_successor() {
    let mut stage = Stage::new(&[Kind::Worker; 3], Replacement::OneByOne);
    assert_eq!(stage.input(Input::Reload(Scope::All))[1..], [Action::BeforeReload, term(100)]);
    assert_eq!(stage.ended(100, ExitStatus::Exited(0)), [Action::Fork(W0), term(101)]);
    // Dies by itself before its turn.
    let crash = stage.ended(102, ExitStatus::Signaled(11));
    assert!(matches!(crash[..], [Action::Report(_), Action::Fork(WorkerId(2))]), "{crash:?}");
    assert_eq!(stage.ended(101, ExitStatus::Exited(0))[0], Action::Fork(W1));
}

#[test]
fn one_by_one_is_over_when_a_later_one_died_before_its_turn() {
    let mut stage = Stage::new(&[Kind::Worker; 3], Replacement::OneByOne);
    stage.input(Input::Reload(Scope::All));
    stage.ended(101, ExitStatus::Signaled(11));
    stage.ended(102, ExitStatus::Exited(1));
    assert_eq!(stage.ended(100, ExitStatus::Exited(0)), [Action::Fork(W0), Action::AfterReload]);
}

#[test]
fn the_sigterm_of_a_reload_is_no_failure_but_its_sigkill_is() {
    let mut stage = Stage::workers(2);
    stage.input(Input::Reload(Scope::All));
    assert_eq!(stage.ended(100, ExitStatus::Signaled(15)), [Action::Fork(W0)]);
    assert_eq!(stage.pass(patience(MAX_WAIT) - Duration::from_millis(1)), []);
    let killed = stage.pass(Duration::from_millis(1));
    assert_eq!(killed, [Action::Log(Notice::Killed { id: W1, pid: Pid(101) }), Action::Kill(Pid(101), Signal::KILL)]);
    assert_eq!(stage.plan.next_deadline(), None, "killed once is killed");
    let over = stage.ended(101, ExitStatus::Signaled(9));
    assert_eq!(over[0], Action::Report(Failure { id: W1, pid: Pid(101), exit_code: 0, signal: 9 }));
    assert_eq!(over[1..], [Action::Fork(W1), Action::AfterReload]);
}

#[test]
fn a_reload_of_tasks_leaves_workers_alone() {
    let mut stage = Stage::new(&[Kind::Worker, Kind::Task], Replacement::Together);
    assert_eq!(stage.input(Input::Reload(Scope::Tasks))[1..], [Action::BeforeReload, term(101)]);
    assert_eq!(stage.ended(101, ExitStatus::Exited(0)), [Action::Fork(W1), Action::AfterReload]);
    assert_eq!(Stage::workers(1).input(Input::Reload(Scope::Tasks)), [Action::Log(Notice::NoTasks)]);
}

#[test]
fn termination_reports_nobody_forks_nobody_and_finishes_with_the_last() {
    let mut stage = Stage::workers(2);
    assert_eq!(stage.input(Input::Terminate), [term(100), term(101)]);
    assert_eq!(stage.input(Input::Terminate), []);
    assert_eq!(stage.input(Input::Reload(Scope::All)), []);
    assert_eq!(stage.ended(100, ExitStatus::Signaled(11)), []);
    stage.pass(patience(MAX_WAIT));
    assert_eq!(stage.ended(101, ExitStatus::Signaled(9)), [Action::Finished]);
    assert_eq!(stage.pass(MAX_WAIT), []);
}

#[test]
fn termination_during_a_reload_keeps_the_deadline_of_those_already_asked() {
    let mut stage = Stage::workers(2);
    stage.input(Input::Reload(Scope::All));
    stage.ended(100, ExitStatus::Exited(0));
    stage.now += Duration::from_secs(1);
    assert_eq!(stage.input(Input::Terminate), [term(200)], "101 was asked before");
    let killed = stage.pass(patience(MAX_WAIT) - Duration::from_secs(1));
    assert!(killed.contains(&Action::Kill(Pid(101), Signal::KILL)), "{killed:?}");
    assert_eq!(stage.ended(101, ExitStatus::Signaled(9)), []);
    assert_eq!(stage.ended(200, ExitStatus::Exited(0)), [Action::Finished]);
}

#[test]
fn one_that_dies_at_birth_again_and_again_waits_up_to_a_second_but_for_ever_comes_back() {
    let mut stage = Stage::workers(1);
    stage.ended(100, ExitStatus::Exited(1)); // lived 10 s
    let mut waited = Vec::new();
    let mut told = 0;
    for death in 2..40 {
        let mut actions = stage.ended(death * 100, ExitStatus::Exited(1));
        told += actions.iter().filter(|action| matches!(action, Action::Log(Notice::Flapping { .. }))).count();
        let wait = stage.plan.next_deadline().map_or(Duration::ZERO, |at| at - stage.now);
        if !actions.contains(&Action::Fork(W0)) {
            actions = stage.pass(wait);
        }
        assert!(actions.contains(&Action::Fork(W0)), "{actions:?}");
        waited.push(wait);
    }
    assert_eq!(waited[..5], [Duration::ZERO; 5]);
    assert!(waited.is_sorted() && waited[5] > Duration::ZERO);
    assert_eq!(waited[37], Duration::from_secs(1));
    assert_eq!(told, 1);
    stage.now += Duration::from_secs(2);
    assert!(stage.ended(4000, ExitStatus::Exited(1)).contains(&Action::Fork(W0)), "a longer life makes up for it");
}

#[test]
fn normal_ends_never_slow_down() {
    let mut stage = Stage::workers(1);
    for life in 1..100 {
        assert_eq!(stage.ended(life * 100, ExitStatus::Exited(0)), [Action::Fork(W0)]);
    }
}

#[test]
fn a_failed_fork_is_tried_again_after_a_second() {
    let now = Instant::now();
    let mut plan = Plan::new(&[Kind::Worker], policy(Replacement::Together), now);
    plan.handle(now, Input::Tick);
    assert_eq!(plan.poll_action(), Some(Action::Fork(W0)));
    plan.handle(now, Input::ForkFailed { id: W0 });
    assert_eq!(plan.poll_action(), Some(Action::Log(Notice::ForkFailed { id: W0 })));
    assert_eq!(plan.poll_action(), None);
    let retry = plan.next_deadline().expect("it tries again");
    assert_eq!(retry, now + Duration::from_secs(1));
    plan.handle(retry, Input::Tick);
    assert_eq!(plan.poll_action(), Some(Action::Fork(W0)));
}

#[test]
fn who_retires_is_succeeded_at_once_and_still_has_to_end_in_time() {
    let mut stage = Stage::workers(2);
    stage.input(Input::Reload(Scope::All));
    assert_eq!(stage.input(Input::Retired { id: W0, pid: Pid(100) }), [Action::Fork(W0)]);
    assert_eq!(stage.input(Input::Retired { id: W0, pid: Pid(100) }), [], "it owns the id no more");
    assert_eq!(stage.ended(101, ExitStatus::Exited(0)), [Action::Fork(W1)]);
    let killed = stage.pass(patience(MAX_WAIT));
    assert!(killed.contains(&Action::Kill(Pid(100), Signal::KILL)), "{killed:?}");
    let told = [Action::RetiredGone(W0), Action::AfterReload];
    assert_eq!(stage.ended(100, ExitStatus::Signaled(9)), told, "no failure: it had a successor");
}

#[test]
fn a_process_of_a_former_manager_has_to_be_gone_before_its_id_is_forked() {
    let now = Instant::now();
    let mut plan = Plan::new(&[Kind::Worker; 2], policy(Replacement::Together), now);
    plan.adopt(W1, Pid(77), now);
    plan.handle(now, Input::Tick);
    let first: Vec<Action> = std::iter::from_fn(|| plan.poll_action()).collect();
    assert_eq!(first, [term(77), Action::Fork(W0)]);
    plan.handle(now, Input::Forked { id: W0, pid: Pid(100) });
    plan.handle(now + patience(MAX_WAIT), Input::Tick);
    let late: Vec<Action> = std::iter::from_fn(|| plan.poll_action()).collect();
    assert!(late.contains(&Action::Kill(Pid(77), Signal::KILL)) && !late.contains(&Action::Fork(W1)), "{late:?}");
    plan.handle(now + patience(MAX_WAIT), Input::Ended { pid: Pid(77), status: None });
    assert_eq!(plan.poll_action(), Some(Action::Fork(W1)));
}

/// A world of processes that live, hang, crash and obey, driven by a seed.
struct World {
    seed: u64,
    plan: Plan,
    now: Instant,
    next_pid: i32,
    /// Who owns an id and lives.
    owners: BTreeMap<WorkerId, Pid>,
    /// Retired and alive.
    leaving: BTreeSet<Pid>,
    stubborn: BTreeSet<Pid>,
    dead: Vec<(Pid, Option<ExitStatus>)>,
    /// Not children of this manager.
    foreign: BTreeSet<Pid>,
    reloading: bool,
    finished: bool,
    told: u32,
}

impl World {
    fn new(seed: u64) -> World {
        let now = Instant::now();
        let mut world = World {
            seed,
            plan: Plan::new(&[], policy(Replacement::Together), now),
            now,
            next_pid: 1000,
            owners: BTreeMap::new(),
            leaving: BTreeSet::new(),
            stubborn: BTreeSet::new(),
            dead: Vec::new(),
            foreign: BTreeSet::new(),
            reloading: false,
            finished: false,
            told: 0,
        };
        let replacement = if world.random(2) == 0 { Replacement::Together } else { Replacement::OneByOne };
        let workers = 1 + world.random(5) as usize;
        let mut kinds = vec![Kind::Worker; workers];
        kinds.resize(workers + world.random(3) as usize, Kind::Task);
        world.plan = Plan::new(&kinds, policy(replacement), now);
        for id in (0..kinds.len() as u32).map(WorkerId) {
            if world.random(8) == 0 {
                let pid = world.born(id);
                world.foreign.insert(pid);
                world.plan.adopt(id, pid, now);
            }
        }
        world.input(Input::Tick);
        world
    }

    fn random(&mut self, below: u64) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % below
    }

    fn born(&mut self, id: WorkerId) -> Pid {
        let pid = Pid(self.next_pid);
        self.next_pid += 1;
        if self.random(4) == 0 {
            self.stubborn.insert(pid);
        }
        assert_eq!(self.owners.insert(id, pid), None, "two processes own id {id}");
        pid
    }

    fn die(&mut self, pid: Pid, status: ExitStatus) {
        let owned = self.owners.iter().find(|entry| *entry.1 == pid).map(|entry| *entry.0);
        let lived = owned.is_some_and(|id| self.owners.remove(&id).is_some()) || self.leaving.remove(&pid);
        if lived {
            let status = (!self.foreign.contains(&pid)).then_some(status);
            self.dead.push((pid, status));
        }
    }

    fn alive(&self) -> Vec<Pid> {
        self.owners.values().chain(&self.leaving).copied().collect()
    }

    fn input(&mut self, input: Input) {
        self.plan.handle(self.now, input);
        while let Some(action) = self.plan.poll_action() {
            assert!(!self.finished, "{action:?} after Finished");
            match action {
                Action::Fork(id) if self.random(10) == 0 => self.plan.handle(self.now, Input::ForkFailed { id }),
                Action::Fork(id) => {
                    assert!(!self.plan.is_terminating());
                    let pid = self.born(id);
                    self.plan.handle(self.now, Input::Forked { id, pid });
                }
                Action::Kill(pid, Signal::KILL) => self.die(pid, ExitStatus::Signaled(9)),
                Action::Kill(pid, _) if !self.stubborn.contains(&pid) => self.die(pid, ExitStatus::Exited(0)),
                Action::Kill(..) | Action::Log(_) | Action::RetiredGone(_) => {}
                Action::Report(failure) => {
                    assert!(failure.exit_code != 0 || failure.signal != 0);
                    self.told += 1;
                }
                Action::BeforeReload => assert!(!std::mem::replace(&mut self.reloading, true)),
                Action::AfterReload => assert!(std::mem::replace(&mut self.reloading, false)),
                Action::Finished => self.finished = true,
            }
        }
    }

    fn step(&mut self) {
        let alive = self.alive();
        match self.random(12) {
            0..=3 if !alive.is_empty() => {
                let victim = alive[self.random(alive.len() as u64) as usize];
                let status = [ExitStatus::Exited(0), ExitStatus::Exited(255), ExitStatus::Signaled(11)];
                let status = status[self.random(3) as usize];
                self.die(victim, status);
            }
            4 => self.input(Input::Reload(Scope::All)),
            5 => self.input(Input::Reload(Scope::Tasks)),
            6 if !self.owners.is_empty() => self.retire(),
            7 => {
                let pause = self.random(4000);
                self.now += Duration::from_millis(pause);
            }
            _ => self.deliver(),
        }
        self.input(Input::Tick);
    }

    fn retire(&mut self) {
        let at = self.random(self.owners.len() as u64) as usize;
        let (&id, &pid) = self.owners.iter().nth(at).expect("within bounds");
        // While terminating nobody is succeeded, and it stays the owner.
        if !self.plan.is_terminating() && !self.foreign.contains(&pid) {
            self.owners.remove(&id);
            self.leaving.insert(pid);
            self.input(Input::Retired { id, pid });
        }
    }

    fn deliver(&mut self) {
        if !self.dead.is_empty() {
            let at = self.random(self.dead.len() as u64) as usize;
            let (pid, status) = self.dead.swap_remove(at);
            self.input(Input::Ended { pid, status });
        }
    }

    /// Lets everything come to rest.
    fn settle(&mut self) {
        for _ in 0..10_000 {
            while !self.dead.is_empty() {
                self.deliver();
            }
            match self.plan.next_deadline() {
                Some(at) => self.now = self.now.max(at),
                None if self.dead.is_empty() => return,
                None => {}
            }
            self.input(Input::Tick);
        }
        panic!("it never comes to rest");
    }
}

#[test]
fn every_schedule_ends_with_one_process_for_each_id_and_after_termination_with_none() {
    for seed in 0..3000 {
        let mut world = World::new(seed);
        for _ in 0..world.random(120) {
            world.step();
        }
        world.settle();
        assert!(!world.reloading, "seed {seed}: a reload never ends");
        let all = world.plan.processes().count();
        assert_eq!(world.alive().len(), all, "seed {seed}: the plan lost somebody");
        let ids: Vec<u32> = world.owners.keys().map(|id| id.0).collect();
        assert_eq!(ids, (0..ids.len() as u32).collect::<Vec<_>>(), "seed {seed}: an id without a process");
        assert!(!ids.is_empty());

        world.input(Input::Terminate);
        let told = world.told;
        for _ in 0..world.random(40) {
            if !world.finished {
                world.step();
            }
        }
        world.settle();
        assert!(world.finished && world.alive().is_empty(), "seed {seed}: termination does not end");
        assert_eq!(world.told, told, "seed {seed}: a death during termination was reported");
    }
}
