//! Master and manager: who forks whom, who ends when. Knows neither tokio nor the reactor nor PHP: what the processes do is
//! the business of the caller, to whom every fork comes back as a value.
//!
//! ```text
//! PROCESS   master ── manager ── workers        BASE   manager ── workers       BASE, one worker   a single process
//! ```
//! `plan` decides, `manager` executes; `master` keeps the manager alive; `roster` is what they know of each other.

pub mod daemon;
pub mod identity;
pub mod manager;
pub mod master;
pub mod pid_file;
pub mod plan;
pub mod roster;
pub mod signals;
mod survivors;

use std::time::Duration;

pub use manager::{Child, Manager, ManagerEnd, ManagerHooks};
pub use master::{Master, MasterEvent, Role};
pub use plan::{Failure, Kind, Policy, Replacement, Scope};
pub use roster::{Request, Roster};

/// By a process of a pool that goes on outside of it: its end is not tied to its parent's any more, and its id gets a successor.
pub fn leave_pool(roster: &Roster, id: crate::ids::WorkerId) -> std::io::Result<()> {
    crate::sys::process::clear_parent_death_signal()?;
    crate::sys::signal::outlive_parent();
    roster.retire(id);
    Ok(())
}

/// How long a process that was asked to end may take before it is killed. A worker leaves its loop by itself after
/// `max_wait_time` and runs WorkerStop then; without the extra time the kill would meet it there.
pub fn patience(max_wait_time: Duration) -> Duration {
    max_wait_time.saturating_add(Duration::from_millis(500))
}

/// The manager waits for its workers first and then runs ManagerStop.
pub fn manager_patience(max_wait_time: Duration) -> Duration {
    patience(max_wait_time).saturating_add(max_wait_time).saturating_add(Duration::from_millis(500))
}
