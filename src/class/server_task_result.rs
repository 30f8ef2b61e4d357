//! `Swoole\Server\TaskResult`: what Finish gets instead of plain arguments when `event_object` is set.

use crate::zend::{Class, Slot};

const PROPERTIES: &[&str] =
    &["public $task_id = 0", "public $task_worker_id = 0", "public $dispatch_time = 0.0", "public $data = null"];

pub static CLASS: Class = Class::new(r"Swoole\Server\TaskResult").properties(PROPERTIES);

pub const TASK_ID: Slot = Slot::of(PROPERTIES, "task_id", 0);
pub const TASK_WORKER_ID: Slot = Slot::of(PROPERTIES, "task_worker_id", 0);
pub const DISPATCH_TIME: Slot = Slot::of(PROPERTIES, "dispatch_time", 0);
pub const DATA: Slot = Slot::of(PROPERTIES, "data", 0);
