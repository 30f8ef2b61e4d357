//! Who is who: the pids of the server's processes, in shared memory, and requests to master and manager. Must not signal
//! or reap anybody.
//!
//! Requests go through here and not by `kill`, because a worker that runs as another user may not signal the manager.
//!
//! Words: master and manager are written by themselves. A worker's three words are written by that worker at its birth
//! (`born` first, then `pid`, so that a pid never stands beside the birth of another process) and cleared by the manager
//! that reaped it. `retired` holds the pid of the process that retired.

use std::io;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::ids::WorkerId;
use crate::sys::process::{self, Pid};
use crate::sys::shared_bell::SharedBell;
use crate::sys::shared_words::SharedWords;

/// Shared by all processes forked after `new`. Clones name the same memory.
#[derive(Clone)]
pub struct Roster(Arc<Shared>);

struct Shared {
    words: SharedWords,
    to_manager: SharedBell,
    to_master: SharedBell,
    processes: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Request {
    /// For the manager.
    Reload,
    ReloadTasks,
    /// For the master; in BASE, where none exists, for the manager.
    Shutdown,
}

impl Roster {
    /// By the process that calls `start()`, before the first fork.
    pub fn new(processes: u32) -> io::Result<Roster> {
        Ok(Roster(Arc::new(Shared {
            words: SharedWords::new(ROWS + processes as usize * ROW)?,
            to_manager: SharedBell::new()?,
            to_master: SharedBell::new()?,
            processes,
        })))
    }

    pub fn processes(&self) -> u32 {
        self.0.processes
    }

    pub fn master(&self) -> Option<Pid> {
        pid_in(self.word(MASTER))
    }

    pub fn set_master(&self, pid: Pid) {
        self.word(MASTER).store(pid.0 as u64, Ordering::Release);
    }

    pub fn manager(&self) -> Option<Pid> {
        pid_in(self.word(MANAGER))
    }

    pub fn set_manager(&self, pid: Pid) {
        self.word(MANAGER).store(pid.0 as u64, Ordering::Release);
    }

    pub fn worker(&self, id: WorkerId) -> Option<Pid> {
        if id.0 >= self.0.processes { None } else { pid_in(self.row(id, PID)) }
    }

    /// The calling process takes its place. Gives its generation: 0 for the first process with this id.
    pub fn enter(&self, id: WorkerId) -> u64 {
        let pid = process::own_pid();
        self.row(id, PID).store(0, Ordering::Release);
        self.row(id, BORN).store(process::birth(pid).unwrap_or(0), Ordering::Release);
        self.row(id, PID).store(pid.0 as u64, Ordering::Release);
        self.row(id, FORKS).fetch_add(1, Ordering::AcqRel)
    }

    /// The process is gone; a successor that entered already stays.
    pub(super) fn clear(&self, pid: Pid) {
        for id in (0..self.0.processes).map(WorkerId) {
            for column in [PID, SPARE] {
                let _ = self.row(id, column).compare_exchange(pid.0 as u64, 0, Ordering::AcqRel, Ordering::Relaxed);
            }
        }
    }

    /// The process that is entered under this id, if it is really that one and still alive.
    pub(super) fn survivor(&self, id: WorkerId) -> Option<Pid> {
        let pid = self.worker(id)?;
        let born = self.row(id, BORN).load(Ordering::Acquire);
        // Without /proc both are unknown and the pid has to do.
        let known = process::birth(pid);
        match (known, born) {
            (Some(now), then) if then != 0 => (now == then).then_some(pid),
            (Some(_), _) => Some(pid),
            (None, 0) => process::exists(pid).then_some(pid),
            (None, _) => None,
        }
    }

    /// By a worker that finishes what it has begun, but no longer touches what belongs to its id: it may be succeeded now.
    pub fn retire(&self, id: WorkerId) {
        self.row(id, RETIRED).store(process::own_pid().0 as u64, Ordering::Release);
        self.0.to_manager.ring();
    }

    /// By a worker that is going to retire: the one way to the reactors that is not its successor's. False while a former process of
    /// this id has it.
    pub fn claim_spare(&self, id: WorkerId) -> bool {
        let word = self.row(id, SPARE);
        let holder = word.load(Ordering::Acquire);
        // A pid that was given to somebody else meanwhile only means that this worker does not retire.
        if holder != 0 && process::exists(Pid(holder as i32)) {
            return false;
        }
        word.compare_exchange(holder, process::own_pid().0 as u64, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    pub(super) fn take_retired(&self, id: WorkerId) -> Option<Pid> {
        match self.row(id, RETIRED).load(Ordering::Relaxed) {
            0 => None,
            _ => Some(Pid(self.row(id, RETIRED).swap(0, Ordering::AcqRel) as i32)),
        }
    }

    /// From any process of the server.
    pub fn ask_manager(&self, request: Request) {
        self.word(MANAGER_REQUESTS).fetch_or(request.bit(), Ordering::AcqRel);
        self.0.to_manager.ring();
    }

    /// Something else than a request is there for the manager.
    pub fn wake_manager(&self) {
        self.0.to_manager.ring();
    }

    pub fn ask_master(&self, request: Request) {
        self.word(MASTER_REQUESTS).fetch_or(request.bit(), Ordering::AcqRel);
        self.0.to_master.ring();
    }

    /// From now on a worker that is asked to end knows that no successor comes.
    pub fn announce_shutdown(&self) {
        self.word(SHUTTING_DOWN).store(1, Ordering::Release);
    }

    /// It turned out to be no orderly shutdown.
    pub fn revoke_shutdown(&self) {
        self.word(SHUTTING_DOWN).store(0, Ordering::Release);
    }

    pub fn is_shutting_down(&self) -> bool {
        self.word(SHUTTING_DOWN).load(Ordering::Acquire) != 0
    }

    pub(super) fn take_manager_request(&self, request: Request) -> bool {
        take(self.word(MANAGER_REQUESTS), request)
    }

    pub(super) fn take_master_request(&self, request: Request) -> bool {
        take(self.word(MASTER_REQUESTS), request)
    }

    pub(super) fn manager_bell(&self) -> RawFd {
        self.0.to_manager.fd()
    }

    pub(super) fn master_bell(&self) -> RawFd {
        self.0.to_master.fd()
    }

    pub(super) fn silence_manager_bell(&self) {
        self.0.to_manager.silence();
    }

    pub(super) fn silence_master_bell(&self) {
        self.0.to_master.silence();
    }

    fn word(&self, index: usize) -> &AtomicU64 {
        &self.0.words[index]
    }

    fn row(&self, id: WorkerId, column: usize) -> &AtomicU64 {
        &self.0.words[ROWS + id.0 as usize * ROW + column]
    }
}

impl Request {
    fn bit(self) -> u64 {
        match self {
            Request::Reload => 1,
            Request::ReloadTasks => 2,
            Request::Shutdown => 4,
        }
    }
}

fn take(word: &AtomicU64, request: Request) -> bool {
    word.fetch_and(!request.bit(), Ordering::AcqRel) & request.bit() != 0
}

fn pid_in(word: &AtomicU64) -> Option<Pid> {
    match word.load(Ordering::Acquire) {
        0 => None,
        pid => Some(Pid(pid as i32)),
    }
}

const MASTER: usize = 0;
const MANAGER: usize = 1;
const MASTER_REQUESTS: usize = 2;
const MANAGER_REQUESTS: usize = 3;
const SHUTTING_DOWN: usize = 4;
const ROWS: usize = 8;
/// Columns of a worker's row.
const PID: usize = 0;
const BORN: usize = 1;
const FORKS: usize = 2;
const RETIRED: usize = 3;
/// The pid of the retired process.
const SPARE: usize = 4;
const ROW: usize = 8;
