//! `Swoole\ExitException`: what `exit` inside a coroutine becomes.

use super::exception;
use crate::zend::{Call, Class, Object, Outcome, Zv, method, throw};

pub static CLASS: Class = Class::new(r"Swoole\ExitException")
    .extends(&exception::EXCEPTION)
    .properties(&["private $flags = 0", "private $status = 0"])
    .methods(&[
        method("public function getFlags(): int", get_flags),
        method("public function getStatus(): mixed", get_status),
    ]);

/// Throws one: `status` is what `exit` was given.
pub fn raise(flags: i64, status: Zv) -> crate::zend::Raised {
    let raised = throw(&CLASS, 0, "swoole exit");
    let Some(exception) = crate::zend::take_exception() else { return raised };
    match fill(&exception, flags, status) {
        Ok(()) => crate::zend::throw_object(exception),
        Err(raised) => raised,
    }
}

fn fill(exception: &Object, flags: i64, status: Zv) -> Outcome<()> {
    exception.set(&CLASS, "flags", flags)?;
    exception.set(&CLASS, "status", status)
}

fn get_flags(call: &mut Call<'_>) -> Outcome<i64> {
    Ok(call.this().get(&CLASS, "flags")?.to_int())
}

fn get_status(call: &mut Call<'_>) -> Outcome<Zv> {
    call.this().get(&CLASS, "status")
}
