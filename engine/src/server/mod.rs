//! The composition root: makes what the processes share, wires the parts for PROCESS or BASE mode, and leads each process
//! through its life. The only module that knows all the others. Decides nothing that a part can decide itself.

mod application;
mod base_mode;
mod crew;
mod error;
mod fabric;
mod options;
mod plan;
pub mod port_options;
mod process_mode;
mod shared;
mod staff;
mod supervise;

use std::rc::Rc;

pub use application::{Application, Role};
pub use error::StartError;
pub use plan::{Plan, PortEvents, PortPlan};
pub use shared::Shared;

use crate::ids::WorkerId;
use crate::log;
use crate::process::daemon;
use crate::process::pid_file::PidFile;
use crate::process::signals;
use crate::sys::clock;
use crate::sys::signal::{self, Dispositions, Signal};
use crate::worker::{Fate, WorkerEnd};

/// Where `run` came back.
#[derive(Debug)]
pub enum End {
    /// In the process that called: the server has ended in order.
    Finished,
    /// In the process that called: a callback ended it; everything else has ended too.
    Ended(Fate),
    /// In a manager or worker that is over and must not return to the caller's code. `Some`: by a callback's fatal error.
    Child(Option<Fate>),
}

/// Where a mode came back.
enum Outcome {
    End(End),
    /// By SIGINT: the process that called dies of it, as its shell expects, once it has cleaned up.
    Interrupted,
}

impl From<End> for Outcome {
    fn from(end: End) -> Outcome {
        Outcome::End(end)
    }
}

/// Runs a server until it ends. Forks; comes back in every process (see [`End`]).
pub fn run(plan: Plan, application: &dyn Application) -> Result<End, StartError> {
    let settings = &plan.settings;
    if settings.daemonize {
        daemon::daemonize(settings.log.file.as_deref()).map_err(StartError::Daemonize)?;
    }
    if let Err(error) = log::configure(&settings.log) {
        tracing::warn!("log_file {:?} can not be opened: {error}; the log goes to standard output", settings.log.file);
    }
    for port in &plan.ports {
        options::listen(port, settings)?;
    }
    let pid_file = settings.pid_file.as_ref().and_then(|path| match PidFile::create(path) {
        Ok(file) => Some(file),
        Err(error) => {
            tracing::warn!("pid_file '{}' can not be written: {error}; the server runs without it", path.display());
            None
        }
    });
    let dispositions = signals::install_for_server().map_err(StartError::Signals)?;
    let shared = Rc::new(Shared::new(&plan).map_err(StartError::Memory)?);
    shared.counters.server().set_start_time(clock::unix_seconds());
    application.prepared(&shared);
    let plan = Rc::new(plan);
    let outcome = if plan.process_mode {
        process_mode::run(&plan, &shared, application)
    } else {
        base_mode::run(&plan, &shared, application)
    };
    if !matches!(outcome, Ok(Outcome::End(End::Child(_)))) {
        for port in &plan.ports {
            port.listener.unlink();
        }
        if let Some(file) = pid_file {
            file.remove();
        }
        dispositions.iter().for_each(Dispositions::restore);
    }
    match outcome? {
        Outcome::End(end) => Ok(end),
        Outcome::Interrupted => signal::die_of(Signal::INT),
    }
}

/// What a worker's end means to its process.
fn worker_end(end: WorkerEnd, id: WorkerId) -> Option<Fate> {
    match end {
        WorkerEnd::Stopped => None,
        WorkerEnd::TimedOut => {
            tracing::warn!(
                "worker {id} was not done after max_wait_time and ends now; raise max_wait_time if it needs more"
            );
            None
        }
        WorkerEnd::Fate(fate) => Some(fate),
        WorkerEnd::Failed(error) => {
            tracing::error!("the event loop of worker {id} failed: {error}");
            Some(Fate::Exit(FAILED))
        }
    }
}

/// Exit status of a worker without an event loop.
const FAILED: i32 = 254;

/// Ends a child process without running anything of its parent's.
pub fn exit_process(status: i32) -> ! {
    crate::sys::process::exit(status)
}
