//! `Swoole\Connection\Iterator`: the open connections of a server (`$server->connections`) or of one port. A `foreach` walks the
//! ids that were open when it began, in ascending order.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use rswoole_engine::ids::PortIndex;

use super::server_sessions as sessions;
use crate::state::ServerState;
use crate::zend::{Call, Class, Native, Object, Outcome, Zv, method};

pub static CLASS: Class = Class::new(r"Swoole\Connection\Iterator")
    .native::<Walk>()
    .implements(&["Iterator", "ArrayAccess", "Countable"])
    .not_serializable()
    .methods(&[
        method("public function __construct()", construct),
        method("public function __destruct()", destruct),
        method("public function rewind(): void", rewind),
        method("public function next(): void", next),
        method("public function current(): mixed", current),
        method("public function key(): mixed", key),
        method("public function valid(): bool", valid),
        method("public function count(): int", count),
        method("public function offsetExists(mixed $fd): bool", offset_exists),
        method("public function offsetGet(mixed $fd): mixed", offset_get),
        method("public function offsetSet(mixed $fd, mixed $value): void", offset_set),
        method("public function offsetUnset(mixed $fd): void", offset_unset),
    ]);

/// Where a walk is.
#[derive(Default)]
pub struct Walk {
    server: OnceCell<Weak<ServerState>>,
    /// `None`: of all ports.
    port: Cell<Option<PortIndex>>,
    ids: RefCell<Vec<i64>>,
    at: Cell<usize>,
}

impl Native for Walk {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> Walk {
        Walk::default()
    }
}

/// An iterator over the connections of `server`, or of one of its ports.
pub fn create(server: &Rc<ServerState>, port: Option<PortIndex>) -> Object {
    let object = CLASS.instantiate().expect("the class has no abstract method");
    if let Some(walk) = object.native::<Walk>() {
        // Just created, so nothing was set before.
        let _ = walk.server.set(Rc::downgrade(server));
        walk.port.set(port);
    }
    object
}

impl Walk {
    fn server(&self) -> Option<Rc<ServerState>> {
        self.server.get()?.upgrade()
    }
}

fn construct(_call: &mut Call<'_>) {}

fn destruct(_call: &mut Call<'_>) {}

fn rewind(call: &mut Call<'_>) {
    let walk = call.native::<Walk>();
    let ids = match walk.server() {
        Some(server) => match server.running() {
            Some(world) => world.open_sessions(0, usize::MAX, walk.port.get()),
            None => Vec::new(),
        },
        None => Vec::new(),
    };
    walk.ids.replace(ids.into_iter().map(|id| id.0 as i64).collect());
    walk.at.set(0);
}

fn next(call: &mut Call<'_>) {
    let walk = call.native::<Walk>();
    walk.at.set(walk.at.get() + 1);
}

fn current(call: &mut Call<'_>) -> Zv {
    let walk = call.native::<Walk>();
    walk.ids.borrow().get(walk.at.get()).copied().into()
}

/// A running number from 1, as in the original.
fn key(call: &mut Call<'_>) -> i64 {
    call.native::<Walk>().at.get() as i64 + 1
}

fn valid(call: &mut Call<'_>) -> bool {
    let walk = call.native::<Walk>();
    walk.at.get() < walk.ids.borrow().len()
}

fn count(call: &mut Call<'_>) -> i64 {
    let walk = call.native::<Walk>();
    let server = walk.server();
    let world = server.as_ref().and_then(|server| server.running());
    world.map_or(0, |world| world.shared.sessions.count(walk.port.get()) as i64)
}

fn offset_exists(call: &mut Call<'_>) -> Outcome<Zv> {
    match call.native::<Walk>().server() {
        Some(server) => sessions::exists_in(&server, call.zv(0).to_int()),
        None => Ok(Zv::bool(false)),
    }
}

fn offset_get(call: &mut Call<'_>) -> Outcome<Zv> {
    match call.native::<Walk>().server() {
        Some(server) => sessions::info_in(&server, call.zv(0).to_int()),
        None => Ok(Zv::bool(false)),
    }
}

fn offset_set(_call: &mut Call<'_>) {}

fn offset_unset(_call: &mut Call<'_>) {}
