//! The master of PROCESS mode, seen from its main thread: keeps a manager alive, hears signals and requests. Must not own
//! sockets or threads; the reactor threads beside it are the caller's.
//!
//! The first manager is forked before any thread exists. A later one (after a `kill -9`) is forked while reactor threads
//! run; it has none of them, and goes on as an ordinary single-threaded process. That is safe because
//! - glibc's fork takes and resets the locks of its allocator and stdio;
//! - the caller holds the log's lock across `refork`, the only lock of our own that a reactor thread shares with others;
//! - memory shared with other processes (rings, tables) has no locks;
//! - nothing of the reactors is used or dropped in the child (the caller leaves their handles alone), and their descriptors
//!   are closed there, so that no client socket stays open in a process that knows nothing of it.

use std::io;
use std::os::fd::RawFd;
use std::time::{Duration, Instant};

use super::manager::follow;
use super::roster::{Request, Roster};
use super::{manager_patience, patience, survivors};
use crate::sys::process::{self, ExitStatus, Fork, OpenFiles, Pid};
use crate::sys::signal::{self, Signal};

pub struct Master {
    roster: Roster,
    max_wait_time: Duration,
    manager: Option<Pid>,
    forked_at: Instant,
    /// Set while the manager is dead.
    lost: Option<Lost>,
    /// What was open before the first fork, and is all that a manager may have.
    files: OpenFiles,
}

struct Lost {
    status: ExitStatus,
    refork_at: Instant,
}

/// What this process is after a fork.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Master,
    Manager,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MasterEvent {
    /// SIGTERM, or `shutdown()` in some process.
    Shutdown,
    /// SIGINT: end without the callbacks of an orderly shutdown, then `signal::die_of(INT)`.
    Interrupt,
    /// The manager is dead: `refork` now.
    ManagerLost(ExitStatus),
    /// SIGRTMIN. The manager and the workers got it too.
    ReopenLog,
    /// Some other signal or the deadline: deliver PHP's asynchronous signals, run timers, wait again.
    Woken,
}

impl Master {
    /// Before any thread. Signals are installed (`signals::install_for_server`).
    pub fn fork(roster: Roster, max_wait_time: Duration) -> io::Result<(Role, Master)> {
        roster.set_master(process::own_pid());
        let files = OpenFiles::snapshot()?;
        let mut master = Master { roster, max_wait_time, manager: None, forked_at: Instant::now(), lost: None, files };
        let role = master.fork_manager()?;
        Ok((role, master))
    }

    /// After `ManagerLost`, with the log's lock held. `keep`: descriptors made after the first fork that the manager needs.
    pub fn refork(&mut self) -> io::Result<Role> {
        let role = self.fork_manager()?;
        if role == Role::Manager {
            // The wake descriptor was made after the snapshot. On failure (no /proc) some client sockets stay open here.
            if let Err(error) = self.files.close_newer(&[signal::wake_fd()]) {
                tracing::warn!("the new manager can not close the connections of the master: {error}");
            }
        }
        Ok(role)
    }

    /// The pid of the master, for the manager's `parent`.
    pub fn pid(&self) -> Option<Pid> {
        self.roster.master()
    }

    pub fn manager(&self) -> Option<Pid> {
        self.manager
    }

    /// What becomes readable when `wait` has something to tell.
    pub fn wakes(&self) -> [RawFd; 2] {
        [signal::wake_fd(), self.roster.master_bell()]
    }

    /// When `wait` has something to tell even if nothing happens.
    pub fn deadline(&self) -> Option<Instant> {
        self.lost.as_ref().map(|lost| lost.refork_at)
    }

    /// Waits for the next event, at most until `deadline`.
    pub fn wait(&mut self, deadline: Option<Instant>) -> MasterEvent {
        let until = [deadline, self.deadline()].into_iter().flatten().min();
        if let Some(event) = self.next_event() {
            return event;
        }
        let timeout = until.map(|at| at.saturating_duration_since(Instant::now()));
        if let Err(error) = process::wait_readable(&self.wakes(), timeout) {
            tracing::error!("the master can not wait for events: {error}");
            std::thread::sleep(survivors::LOOK_AGAIN);
        }
        // Read before the flags are looked at: what comes later rings again.
        signal::drain_wake();
        self.roster.silence_master_bell();
        self.next_event().unwrap_or(MasterEvent::Woken)
    }

    /// Ends manager and workers; returns when none is left. The reactors have to go on until then, to send what the workers
    /// still answer.
    pub fn stop(&mut self) {
        if let Some(manager) = self.manager.take() {
            self.signal_manager(manager, Signal::TERM);
            if process::wait_child(manager, Instant::now() + manager_patience(self.max_wait_time)).is_none() {
                tracing::warn!("manager(pid={manager}) did not end in time and is killed");
                self.signal_manager(manager, Signal::KILL);
                process::wait_child(manager, Instant::now() + LAST_WAIT);
            }
        }
        survivors::end_all(&self.roster, patience(self.max_wait_time));
    }

    fn next_event(&mut self) -> Option<MasterEvent> {
        if signal::take(Signal::INT) {
            return Some(MasterEvent::Interrupt);
        }
        if signal::take(Signal::TERM) | self.roster.take_master_request(Request::Shutdown) {
            return Some(MasterEvent::Shutdown);
        }
        self.forward();
        if signal::take(Signal::CHLD) {
            self.reap();
        }
        if self.lost.as_ref().is_some_and(|lost| lost.refork_at <= Instant::now()) {
            return self.lost.take().map(|lost| MasterEvent::ManagerLost(lost.status));
        }
        signal::take(Signal::reopen_log()).then(|| {
            if let Some(manager) = self.manager {
                self.signal_manager(manager, Signal::reopen_log());
            }
            MasterEvent::ReopenLog
        })
    }

    fn forward(&self) {
        for signal in [Signal::USR1, Signal::USR2] {
            if signal::take(signal) {
                match self.manager {
                    Some(manager) => self.signal_manager(manager, signal),
                    None => tracing::warn!("reload ignored: the manager is being started again, with new workers"),
                }
            }
        }
    }

    fn signal_manager(&self, manager: Pid, signal: Signal) {
        if let Err(error) = process::kill(manager, signal) {
            tracing::warn!("signal {} to the manager (pid {manager}) failed: {error}", signal.0);
        }
    }

    fn reap(&mut self) {
        // As PID 1 of a container this process inherits all orphans. Elsewhere the children of the application (proc_open,
        // pcntl_fork in the Start callback) are the application's to wait for.
        if process::own_pid() == Pid(1) {
            while let Some((pid, status)) = process::reap_any() {
                if Some(pid) == self.manager {
                    self.lose_manager(status);
                }
            }
        } else if let Some(status) = self.manager.and_then(process::reap_one) {
            self.lose_manager(status);
        }
    }

    fn lose_manager(&mut self, status: ExitStatus) {
        if let Some(pid) = self.manager.take() {
            tracing::error!("manager(pid={pid}) ended unexpectedly: {status:?}; a new one with new workers is started");
        }
        let now = Instant::now();
        // One that dies right after its birth would die again: not faster than once a second.
        let quick = now.saturating_duration_since(self.forked_at) < PAUSE;
        self.lost = Some(Lost { status, refork_at: if quick { now + PAUSE } else { now } });
    }

    fn fork_manager(&mut self) -> io::Result<Role> {
        let master = process::own_pid();
        self.forked_at = Instant::now();
        match process::fork() {
            Ok(Fork::Parent(pid)) => {
                self.manager = Some(pid);
                self.roster.set_manager(pid);
                Ok(Role::Master)
            }
            Ok(Fork::Child) => {
                self.roster.set_manager(process::own_pid());
                follow(master, manager_patience(self.max_wait_time))?;
                Ok(Role::Manager)
            }
            Err(error) => {
                self.lost = Some(Lost { status: ExitStatus::Exited(0), refork_at: self.forked_at + PAUSE });
                Err(error)
            }
        }
    }
}

const PAUSE: Duration = Duration::from_secs(1);
/// A killed process needs a moment for its memory.
const LAST_WAIT: Duration = Duration::from_secs(1);
