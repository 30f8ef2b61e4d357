//! `Swoole\Server\PipeMessage`: what PipeMessage gets instead of plain arguments when `event_object` is set.

use crate::zend::{Class, Slot};

const PROPERTIES: &[&str] =
    &["public $source_worker_id = 0", "public $worker_id = 0", "public $dispatch_time = 0.0", "public $data = null"];

pub static CLASS: Class = Class::new(r"Swoole\Server\PipeMessage").properties(PROPERTIES);

pub const SOURCE_WORKER_ID: Slot = Slot::of(PROPERTIES, "source_worker_id", 0);
/// The source too, as in the original.
pub const WORKER_ID: Slot = Slot::of(PROPERTIES, "worker_id", 0);
pub const DISPATCH_TIME: Slot = Slot::of(PROPERTIES, "dispatch_time", 0);
pub const DATA: Slot = Slot::of(PROPERTIES, "data", 0);
