//! `Swoole\Server\StatusInfo`: how a worker ended, for WorkerError with `event_object`.

use crate::zend::{Class, Slot};

const PROPERTIES: &[&str] = &[
    "public $worker_id = 0",
    "public $worker_pid = 0",
    "public $status = 0",
    "public $exit_code = 0",
    "public $signal = 0",
];

pub static CLASS: Class = Class::new(r"Swoole\Server\StatusInfo").properties(PROPERTIES);

pub const WORKER_ID: Slot = Slot::of(PROPERTIES, "worker_id", 0);
pub const WORKER_PID: Slot = Slot::of(PROPERTIES, "worker_pid", 0);
pub const STATUS: Slot = Slot::of(PROPERTIES, "status", 0);
pub const EXIT_CODE: Slot = Slot::of(PROPERTIES, "exit_code", 0);
pub const SIGNAL: Slot = Slot::of(PROPERTIES, "signal", 0);
