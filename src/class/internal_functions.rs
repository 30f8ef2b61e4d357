//! Functions that the original has for its own tests and its own shutdown. Must not be of use to applications.

use std::cell::Cell;

use super::exception;
use crate::errors::code;
use crate::zend::{self, Call, Function, Outcome, Raised, Zv, method, throw, warning};

pub static FUNCTIONS: &[Function] = &[
    method("function swoole_implicit_fn(string $fn, mixed $args = null): mixed", implicit),
    method("function swoole_internal_call_user_shutdown_begin(): bool", shutdown_begins),
];

thread_local! {
    static BEGUN: Cell<bool> = const { Cell::new(false) };
}

/// Ends of a process that PHP code cannot bring about by itself.
fn implicit(call: &mut Call<'_>) -> Outcome<Zv> {
    match call.bytes(0) {
        b"abort" => std::process::abort(),
        b"fatal_error" => Err(zend::fatal("test")),
        b"bailout" => {
            zend::set_exit_status(call.opt_int(1).and_then(|status| i32::try_from(status).ok()).unwrap_or(255));
            Err(Raised::Bailout)
        }
        name => {
            let name = String::from_utf8_lossy(name);
            Err(throw(&exception::EXCEPTION, code::INVALID_PARAMS, &format!("unknown fn '{name}'")))
        }
    }
}

/// The first call of a request says that its shutdown functions begin.
fn shutdown_begins(_: &mut Call<'_>) -> Outcome<bool> {
    if BEGUN.replace(true) {
        warning("can not call this function in user level");
        return Raised::check(false);
    }
    Ok(true)
}

/// When the request ends.
pub fn reset() {
    BEGUN.set(false);
}
