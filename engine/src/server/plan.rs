//! What is to be run: settings and ports, resolved by the caller.

use crate::net::Listener;
use crate::settings::{PortSettings, ServerSettings};

pub struct Plan {
    /// PROCESS, else BASE.
    pub process_mode: bool,
    pub settings: ServerSettings,
    pub ports: Vec<PortPlan>,
}

pub struct PortPlan {
    pub listener: Listener,
    pub settings: PortSettings,
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
        !self.process_mode && self.settings.worker_num == 1 && self.settings.max_request.is_none()
    }
}
