//! `Swoole\Coroutine\Barrier`: one coroutine waits until nobody refers to the barrier any more. The sign is the object's destructor.

use std::cell::RefCell;
use std::rc::Rc;

use super::{channel, exception};
use crate::coroutine::{self, Waiter};
use crate::zend::{Call, Class, Native, Object, Outcome, Raised, Zv, method, throw};

pub static CLASS: Class = Class::new(r"Swoole\Coroutine\Barrier")
    .native::<State>()
    .properties(&["private int $cid = -1", "private $timer = -1"])
    .methods(&[
        method("public function __destruct()", destruct),
        method("public static function make(): self", make),
        method("public static function wait(Swoole\\Coroutine\\Barrier &$barrier, float $timeout = -1.0): void", wait),
    ]);

/// Who waits, if somebody does.
#[derive(Default)]
pub struct State(RefCell<Option<Rc<Waiter>>>);

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State::default()
    }
}

fn make(_: &mut Call<'_>) -> Outcome<Object> {
    CLASS.instantiate()
}

fn destruct(call: &mut Call<'_>) -> Outcome<()> {
    let waiter = call.native::<State>().0.take();
    match waiter {
        Some(waiter) => waiter.resume(),
        None => Ok(()),
    }
}

fn wait(call: &mut Call<'_>) -> Outcome<()> {
    let limit = channel::time_limit(call.opt_float(1).unwrap_or(-1.0));
    let own = coroutine::current();
    let waiter = own.map(Waiter::new);
    if let Some(state) = call.zv(0).as_object().and_then(Object::native::<State>) {
        if state.0.borrow().is_some() {
            return Err(throw(&exception::EXCEPTION, 0, "The barrier is waiting, cannot wait again."));
        }
        *state.0.borrow_mut() = waiter.clone();
    }
    // The caller's reference goes; if it was the last one, the destructor has run when this is done.
    call.assign(0, Zv::NULL)?;
    // Outside of coroutines nobody can be waited for; without other references nobody has to be.
    let Some(waiter) = waiter.filter(|waiter| !waiter.is_woken()) else { return Ok(()) };
    let waited = waiter.wait(limit);
    if !waiter.is_woken() {
        waiter.give_up();
    }
    waited.map(drop).or_else(|cancelled| cancelled.reply(()))?;
    Raised::check(())
}
