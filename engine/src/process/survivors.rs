//! Workers whose manager is dead. Must not fork anybody while one of them lives: two processes would own one ring.

use std::os::fd::{AsRawFd, RawFd};
use std::time::{Duration, Instant};

use super::roster::Roster;
use crate::ids::WorkerId;
use crate::sys::process::{self, Pid, PidFd};
use crate::sys::signal::Signal;

/// A process that is not our child, watched by pidfd (or by looking, on a kernel without them).
pub(super) struct Survivor {
    pub id: WorkerId,
    pub pid: Pid,
    handle: Option<PidFd>,
}

impl Survivor {
    /// All that are entered in the roster and alive.
    pub fn find(roster: &Roster) -> Vec<Survivor> {
        let ids = (0..roster.processes()).map(WorkerId);
        ids.filter_map(|id| {
            let pid = roster.survivor(id)?;
            let handle = PidFd::open(pid).ok();
            // Opened first, then asked again: now the handle is certainly that process.
            (roster.survivor(id) == Some(pid)).then_some(Survivor { id, pid, handle })
        })
        .collect()
    }

    pub fn has_ended(&self) -> bool {
        match &self.handle {
            Some(handle) => handle.has_ended(),
            None => !process::exists(self.pid),
        }
    }

    pub fn kill(&self, signal: Signal) {
        // It may be gone: that is what the signal is for.
        let _ = match &self.handle {
            Some(handle) => handle.kill(signal),
            None => process::kill(self.pid, signal),
        };
    }

    pub fn fd(&self) -> Option<RawFd> {
        self.handle.as_ref().map(PidFd::as_raw_fd)
    }
}

/// Ends them: asks, waits, kills at the deadline.
pub(super) fn end_all(roster: &Roster, patience: Duration) {
    let mut survivors = Survivor::find(roster);
    survivors.iter().for_each(|survivor| survivor.kill(Signal::TERM));
    for (signal, patience) in [(Signal::KILL, patience), (Signal::KILL, LAST_WAIT)] {
        let deadline = Instant::now() + patience;
        loop {
            survivors.retain(|survivor| !survivor.has_ended());
            let left = deadline.saturating_duration_since(Instant::now());
            if survivors.is_empty() || left.is_zero() {
                break;
            }
            let fds: Vec<RawFd> = survivors.iter().filter_map(Survivor::fd).collect();
            let step = if fds.len() == survivors.len() { left } else { left.min(LOOK_AGAIN) };
            if process::wait_readable(&fds, Some(step)).is_err() {
                break;
            }
        }
        survivors.iter().for_each(|survivor| survivor.kill(signal));
    }
}

/// A killed process needs a moment for its memory.
const LAST_WAIT: Duration = Duration::from_secs(1);
pub(super) const LOOK_AGAIN: Duration = Duration::from_millis(10);
