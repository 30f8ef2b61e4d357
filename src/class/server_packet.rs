//! `Swoole\Server\Packet`: what the Packet callback gets instead of data and an array when `event_object` is set.

use crate::zend::{Class, Slot};

const PROPERTIES: &[&str] = &[
    "public $server_socket = 0",
    "public $server_port = 0",
    "public $dispatch_time = 0.0",
    "public $address = null",
    "public $port = 0",
    "public $data = null",
];

pub static CLASS: Class = Class::new(r"Swoole\Server\Packet").properties(PROPERTIES);

pub const SERVER_SOCKET: Slot = Slot::of(PROPERTIES, "server_socket", 0);
pub const SERVER_PORT: Slot = Slot::of(PROPERTIES, "server_port", 0);
pub const DISPATCH_TIME: Slot = Slot::of(PROPERTIES, "dispatch_time", 0);
pub const ADDRESS: Slot = Slot::of(PROPERTIES, "address", 0);
pub const PORT: Slot = Slot::of(PROPERTIES, "port", 0);
pub const DATA: Slot = Slot::of(PROPERTIES, "data", 0);
