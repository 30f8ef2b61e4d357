//! What every process of the server can see, made before the first fork.

use std::io;

use super::fabric::{Fabric, Staff};
use super::plan::Plan;
use crate::ids::WorkerId;
use crate::process::{Request, Roster};
use crate::settings::{TaskIpc, TaskSettings};
use crate::shm::counters::Counters;
use crate::shm::sessions::SessionTable;
use crate::sys::message_queue::MessageQueue;
use crate::sys::process;
use crate::sys::signal::Signal;

pub struct Shared {
    pub sessions: SessionTable,
    pub counters: Counters,
    pub roster: Roster,
    pub(super) fabric: Fabric,
    /// `task_ipc_mode` 2 and 3.
    pub(super) queue: Option<MessageQueue>,
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
            queue: queue(&plan.settings.tasks)?,
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

    /// Workers hold connections themselves.
    pub fn connections_end_with_workers(&self) -> bool {
        self.wiring != Wiring::Process
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

fn queue(tasks: &TaskSettings) -> io::Result<Option<MessageQueue>> {
    if tasks.ipc == TaskIpc::Memory || tasks.worker_num == 0 {
        return Ok(None);
    }
    MessageQueue::open(tasks.queue_key.unwrap_or_else(key_of_program)).map(Some)
}

/// The same for each start of one script from one directory.
fn key_of_program() -> i32 {
    let directory = std::env::current_dir().unwrap_or_default();
    let words = std::env::args_os().chain([directory.into_os_string()]);
    // FNV-1a: unlike std's hasher it stays the same from build to build. 0 would mean a private queue.
    let hash = words
        .flat_map(|word| word.into_encoded_bytes())
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash | 1) as i32
}
