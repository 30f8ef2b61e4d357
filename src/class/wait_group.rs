//! `Swoole\Coroutine\WaitGroup`: one coroutine waits until the work that it counted is done. It waits on a channel, which children of the
//! class see as `$chan`.

use super::channel;
use crate::zend::{Call, Class, Outcome, Slot, Zv, method, throw_bad_method_call, throw_invalid_argument};

const PROPERTIES: &[&str] =
    &["protected Swoole\\Coroutine\\Channel $chan", "protected int $count = 0", "protected bool $waiting = false"];
const CHANNEL: Slot = Slot::of(PROPERTIES, "chan", 0);
const COUNT: Slot = Slot::of(PROPERTIES, "count", 0);
const WAITING: Slot = Slot::of(PROPERTIES, "waiting", 0);

pub static CLASS: Class = Class::new(r"Swoole\Coroutine\WaitGroup").properties(PROPERTIES).methods(&[
    method("public function __construct(int $delta = 0)", construct),
    method("public function add(int $delta = 1): void", add),
    method("public function done(): void", done),
    method("public function wait(float $timeout = -1.0): bool", wait),
    method("public function count(): int", count),
]);

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let made = channel::CLASS.instantiate()?;
    made.call_method("__construct", &mut [Zv::int(1)])?;
    call.this().set_slot(CHANNEL, made);
    let delta = call.opt_int(0).unwrap_or(0);
    if delta > 0 {
        call.this().set_slot(COUNT, delta);
    }
    Ok(())
}

fn counted(call: &Call<'_>) -> i64 {
    call.this().slot(COUNT).to_int()
}

fn is_waiting(call: &Call<'_>) -> bool {
    call.this().slot(WAITING).to_bool()
}

fn add(call: &mut Call<'_>) -> Outcome<()> {
    if is_waiting(call) {
        return Err(throw_bad_method_call("WaitGroup misuse: add called concurrently with wait"));
    }
    let count = counted(call).saturating_add(call.opt_int(0).unwrap_or(1));
    if count < 0 {
        return Err(throw_invalid_argument("WaitGroup misuse: negative counter"));
    }
    call.this().set_slot(COUNT, count);
    Ok(())
}

fn done(call: &mut Call<'_>) -> Outcome<()> {
    let count = counted(call) - 1;
    if count < 0 {
        return Err(throw_bad_method_call("WaitGroup misuse: negative counter"));
    }
    call.this().set_slot(COUNT, count);
    if count == 0 && is_waiting(call) {
        if let Some(waited_on) = call.this().slot(CHANNEL).as_object() {
            channel::push_to(waited_on, Zv::bool(true), -1.0)?;
        }
    }
    Ok(())
}

fn wait(call: &mut Call<'_>) -> Outcome<bool> {
    if is_waiting(call) {
        return Err(throw_bad_method_call("WaitGroup misuse: reused before previous wait has returned"));
    }
    if counted(call) == 0 {
        return Ok(true);
    }
    let waited_on = call.this().slot(CHANNEL);
    let Some(waited_on) = waited_on.as_object() else { return Ok(false) };
    call.this().set_slot(WAITING, true);
    let done = channel::pop_from(waited_on, call.opt_float(0).unwrap_or(-1.0));
    call.this().set_slot(WAITING, false);
    Ok(done?.to_bool())
}

fn count(call: &mut Call<'_>) -> i64 {
    counted(call)
}
