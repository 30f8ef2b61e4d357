//! What is to be run: settings and ports, resolved by the caller.

use std::ops::Range;

use crate::net::Listener;
use crate::net::tls::TlsServer;
use crate::process::Kind;
use crate::settings::{PortSettings, ServerSettings};

pub struct Plan {
    /// PROCESS, else BASE.
    pub process_mode: bool,
    pub settings: ServerSettings,
    pub ports: Vec<PortPlan>,
    /// How many processes the application runs beside the workers (`addProcess`).
    pub user_processes: u32,
}

pub struct PortPlan {
    pub listener: Listener,
    pub settings: PortSettings,
    /// What its connections are encrypted with.
    pub tls: Option<TlsServer>,
    pub events: PortEvents,
}

/// Which events of a port's connections the application has callbacks for. Receive it always has.
#[derive(Clone, Copy, Debug)]
pub struct PortEvents {
    pub connect: bool,
    pub buffer: bool,
}

impl Plan {
    /// BASE with one worker that is never replaced: everything happens in the process that called.
    pub fn is_single_process(&self) -> bool {
        !self.process_mode
            && self.settings.worker_num == 1
            && self.settings.max_request.is_none()
            && self.helpers() == 0
    }

    /// By id: event workers, then task workers, then user processes.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let kinds = [
            (Kind::Worker, self.settings.worker_num),
            (Kind::Task, self.settings.tasks.worker_num),
            (Kind::User, self.user_processes),
        ];
        kinds.into_iter().flat_map(|(kind, count)| std::iter::repeat_n(kind, count as usize)).collect()
    }

    pub(super) fn task_workers(&self) -> Range<u32> {
        let first = self.settings.worker_num;
        first..first + self.settings.tasks.worker_num
    }

    /// Processes without connections of their own.
    pub(super) fn helpers(&self) -> u32 {
        self.settings.tasks.worker_num + self.user_processes
    }
}
