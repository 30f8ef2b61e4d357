//! `Swoole\Server\Event`: what callbacks get instead of plain arguments when `event_object` is set.

use crate::zend::{Class, Slot};

const PROPERTIES: &[&str] =
    &["public $reactor_id = 0", "public $fd = 0", "public $dispatch_time = 0.0", "public $data = null"];

pub static CLASS: Class = Class::new(r"Swoole\Server\Event").properties(PROPERTIES);

pub const REACTOR_ID: Slot = Slot::of(PROPERTIES, "reactor_id", 0);
pub const FD: Slot = Slot::of(PROPERTIES, "fd", 0);
pub const DISPATCH_TIME: Slot = Slot::of(PROPERTIES, "dispatch_time", 0);
pub const DATA: Slot = Slot::of(PROPERTIES, "data", 0);
