//! What `exit` means where leaving the script is not possible: a `Swoole\ExitException`, which can be caught; uncaught it ends the
//! process as any uncaught exception does.

use std::cell::Cell;

use super::scheduler;
use crate::class::exit_exception;
use crate::zend::{Raised, Zv, fiber};

/// `SWOOLE_EXIT_IN_COROUTINE`, `SWOOLE_EXIT_IN_SERVER`
const IN_COROUTINE: i64 = 1 << 1;
const IN_SERVER: i64 = 1 << 2;

thread_local! {
    static SERVER: Cell<bool> = const { Cell::new(false) };
}

/// In a process of a running server `exit` throws outside of coroutines too.
pub fn set_in_server(inside: bool) {
    SERVER.set(inside);
}

pub(super) fn install() {
    fiber::intercept_exit(on_exit);
}

fn on_exit(status: &Zv) -> Option<Raised> {
    let mut flags = 0;
    if scheduler::in_coroutine() {
        flags |= IN_COROUTINE;
    }
    if SERVER.get() {
        flags |= IN_SERVER;
    }
    (flags != 0).then(|| exit_exception::raise(flags, status.clone()))
}
