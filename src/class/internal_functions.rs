//! Functions that the original has for its own tests and its own shutdown. Must not be of use to applications.

use std::cell::Cell;
use std::time::Duration;

use super::exception;
use crate::coroutine::{self, SpawnOutcome};
use crate::errors::code;
use crate::zend::{self, Call, Function, Outcome, Raised, Zv, method, throw, warning};

pub static FUNCTIONS: &[Function] = &[
    method("function swoole_implicit_fn(string $fn, mixed $args = null): mixed", implicit),
    method("function swoole_test_kernel_coroutine(int $count = 100, float $sleep_time = 1.0): void", sleep_often),
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

/// A coroutine without PHP code that sleeps `count` times.
fn sleep_often(call: &mut Call<'_>) -> Outcome<()> {
    let (count, seconds) = (call.opt_int(0).unwrap_or(100), call.opt_float(1).unwrap_or(1.0));
    let time = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    let job = move || {
        for _ in 0..count {
            if let Err(cancelled) = coroutine::sleep(time) {
                return cancelled.reply(Zv::NULL);
            }
        }
        Ok(Zv::NULL)
    };
    match coroutine::spawn(job) {
        Ok((_, SpawnOutcome::Bailout)) => Err(Raised::Bailout),
        Ok(_) => Raised::check(()),
        Err(error) => {
            warning(&error.to_string());
            Raised::check(())
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
