//! What every process of the server can see, made before the first fork.

use std::io;

use super::fabric::{Fabric, Staff};
use super::plan::Plan;
use crate::ids::WorkerId;
use crate::process::{Request, Roster};
use crate::shm::counters::Counters;
use crate::shm::sessions::SessionTable;
use crate::sys::process;
use crate::sys::signal::Signal;

pub struct Shared {
    pub sessions: SessionTable,
    pub counters: Counters,
    pub roster: Roster,
    pub(super) fabric: Fabric,
    wiring: Wiring,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wiring {
    Process,
    Base,
    Single,
}

impl Shared {
    pub(super) fn new(plan: &Plan) -> io::Result<Shared> {
        let (workers, reactors) = (plan.settings.worker_num, plan.settings.reactor_num);
        let staff = Staff { reactors, workers, helpers: plan.helpers() };
        let (fabric, wiring) = if plan.process_mode {
            (Fabric::for_process(staff)?, Wiring::Process)
        } else {
            let wiring = if plan.is_single_process() { Wiring::Single } else { Wiring::Base };
            (Fabric::for_base(staff)?, wiring)
        };
        let sessions = SessionTable::new(reactors, plan.settings.max_connection)?;
        sessions.start_after(plan.settings.start_session_id);
        Ok(Shared {
            sessions,
            counters: Counters::with_helpers(reactors, workers, plan.helpers())?,
            roster: Roster::new(workers + plan.helpers())?,
            fabric,
            wiring,
        })
    }

    /// Whether a manager exists, which alone can reload.
    pub fn has_manager(&self) -> bool {
        self.wiring != Wiring::Single
    }

    /// Whether the server ends and this worker, which was asked to end, is the one to tell of it (BeforeShutdown): where
    /// there is no master.
    pub fn tells_of_shutdown(&self, id: WorkerId) -> bool {
        self.wiring != Wiring::Process && id == WorkerId(0) && self.roster.is_shutting_down()
    }

    /// `$server->shutdown()`, from any process.
    pub fn ask_shutdown(&self) {
        match self.wiring {
            Wiring::Process => self.roster.ask_master(Request::Shutdown),
            Wiring::Base => self.roster.ask_manager(Request::Shutdown),
            Wiring::Single => crate::sys::signal::raise(Signal::TERM),
        }
    }

    /// `$server->stop($id)` for another worker. False when it does not run, or belongs to another user.
    pub fn ask_worker_to_stop(&self, id: WorkerId) -> bool {
        self.roster.worker(id).is_some_and(|pid| process::kill(pid, Signal::TERM).is_ok())
    }
}
