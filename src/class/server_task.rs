//! `Swoole\Server\Task`: a task as its callback gets it in object form, and `pack()`, by which other programs put tasks into the queue.

use std::cell::OnceCell;
use std::rc::Rc;

use rswoole_engine::worker::{Post, pack_task, unpack_task};

use crate::payload;
use crate::tasks::{Given, finish as send_result};
use crate::zend::{self, Call, Class, Native, Outcome, Slot, Zv, method};

const PROPERTIES: &[&str] = &[
    "public $data = null",
    "public $dispatch_time = 0.0",
    "public $id = -1",
    "public $worker_id = -1",
    "public $flags = 0",
];

pub static CLASS: Class =
    Class::new(r"Swoole\Server\Task").native::<TaskData>().properties(PROPERTIES).is_final().methods(&[
        method("public function finish(mixed $data): bool", finish),
        method("public static function unpack(string $data): mixed", unpack),
        method("public static function pack(mixed $data): string|false", pack),
    ]);

pub const DATA: Slot = Slot::of(PROPERTIES, "data", 0);
pub const DISPATCH_TIME: Slot = Slot::of(PROPERTIES, "dispatch_time", 0);
pub const ID: Slot = Slot::of(PROPERTIES, "id", 0);
pub const WORKER_ID: Slot = Slot::of(PROPERTIES, "worker_id", 0);
pub const FLAGS: Slot = Slot::of(PROPERTIES, "flags", 0);

/// Where the result goes. Empty in an object that PHP made.
#[derive(Default)]
pub struct TaskData {
    pub origin: OnceCell<(Rc<Post>, Given)>,
}

impl Native for TaskData {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> TaskData {
        TaskData::default()
    }
}

fn finish(call: &mut Call<'_>) -> Outcome<bool> {
    let data = call.zv(0).clone();
    match call.native::<TaskData>().origin.get() {
        Some((post, given)) => send_result(post, *given, &data),
        None => Err(zend::fatal("Invalid instance of Swoole\\Server\\Task")),
    }
}

fn pack(call: &mut Call<'_>) -> Outcome<Zv> {
    let (bytes, flags) = payload::pack(call.zv(0))?;
    let stranger = payload::flag::NOREPLY | payload::flag::NONBLOCK;
    Ok(Zv::str(pack_task(flags | stranger, bytes.as_bytes())))
}

fn unpack(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some((flags, data)) = unpack_task(call.bytes(0)) else { return Ok(Zv::bool(false)) };
    Ok(payload::unpack(flags, data)?.unwrap_or(Zv::bool(false)))
}
