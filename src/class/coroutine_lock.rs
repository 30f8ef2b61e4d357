//! `Swoole\Coroutine\Lock`: a lock between coroutines. One that is shared also keeps out other processes; then who waits asks again from
//! time to time, since the holder can not wake a coroutine of another process.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use rswoole_engine::log;
use rswoole_engine::settings::LogLevel;
use rswoole_engine::shm::{Patience, ProcessLock};

use super::exception;
use super::lock::NO_WAIT;
use crate::coroutine::{self, Cancelled, Cid, Waiter};
use crate::errors::{self, code};
use crate::zend::{Call, Class, Native, Outcome, Slot, method, throw};

const PROPERTIES: &[&str] = &["public $errCode = 0"];
const ERR_CODE: Slot = Slot::of(PROPERTIES, "errCode", 0);

const EBUSY: i64 = 16;
/// Between two looks at a lock that another process holds.
const ASK_AGAIN: Duration = Duration::from_millis(1);
const ASK_AGAIN_LATER: Duration = Duration::from_millis(20);

pub static CLASS: Class =
    Class::new(r"Swoole\Coroutine\Lock").native::<State>().not_serializable().properties(PROPERTIES).methods(&[
        method("public function __construct(bool $shared = false)", construct),
        method("public function lock(int $operation = LOCK_EX): bool", lock),
        method("public function unlock(): bool", unlock),
    ]);

/// The coroutine that holds it may lock again; one unlock opens it.
#[derive(Default)]
pub struct State {
    constructed: Cell<bool>,
    owner: Cell<Option<Cid>>,
    waiters: RefCell<VecDeque<Rc<Waiter>>>,
    between_processes: RefCell<Option<Rc<ProcessLock>>>,
}

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State::default()
    }
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let state = call.native::<State>();
    if call.opt_bool(0) == Some(true) {
        let made = ProcessLock::new().map_err(|error| {
            throw(&exception::EXCEPTION, code::SYSTEM_CALL_FAIL, &format!("failed to create lock: {error}"))
        })?;
        state.between_processes.replace(Some(Rc::new(made)));
    }
    state.constructed.set(true);
    Ok(())
}

fn state<'a>(call: &'a Call<'_>) -> Outcome<&'a State> {
    let state = call.native::<State>();
    if state.constructed.get() {
        return Ok(state);
    }
    Err(throw(&exception::ERROR, code::PHP_FATAL_ERROR, "must call constructor first"))
}

fn lock(call: &mut Call<'_>) -> Outcome<bool> {
    let state = state(call)?;
    let Some(own) = coroutine::current() else {
        let text = "CoroutineLock::lock_impl(): The coroutine lock can only be used in a coroutine environment";
        log::write(LogLevel::Warning, format_args!("{text}"));
        errors::set_last(code::CO_OUT_OF_COROUTINE);
        call.this().set_slot(ERR_CODE, code::CO_OUT_OF_COROUTINE);
        return Ok(false);
    };
    let cid = own.cid();
    if state.owner.get() == Some(cid) {
        return Ok(true);
    }
    let no_wait = call.opt_int(0).unwrap_or(2) & NO_WAIT != 0;
    if state.owner.get().is_some() {
        if no_wait {
            call.this().set_slot(ERR_CODE, EBUSY);
            return Ok(false);
        }
        let waiter = Waiter::new(own);
        state.waiters.borrow_mut().push_back(Rc::clone(&waiter));
        // The one who unlocks hands the lock over with the sign.
        if let Err(cancelled) = waiter.wait(None) {
            state.waiters.borrow_mut().retain(|other| !Rc::ptr_eq(other, &waiter));
            if waiter.is_woken() {
                open(state);
            }
            return give_up(call, cancelled);
        }
        return Ok(true);
    }
    state.owner.set(Some(cid));
    let Some(between) = state.between_processes.borrow().clone() else { return Ok(true) };
    let mut pause = ASK_AGAIN;
    while between.lock(Patience::None).is_err() {
        if no_wait {
            open(state);
            call.this().set_slot(ERR_CODE, EBUSY);
            return Ok(false);
        }
        let slept = coroutine::sleep(pause);
        if let Err(cancelled) = slept {
            open(state);
            return give_up(call, cancelled);
        }
        pause = (pause * 2).min(ASK_AGAIN_LATER);
    }
    Ok(true)
}

fn give_up(call: &Call<'_>, cancelled: Cancelled) -> Outcome<bool> {
    call.this().set_slot(ERR_CODE, code::CO_CANCELED);
    cancelled.reply(false)
}

/// The longest waiting coroutine of this process gets it, else it is free.
fn open(state: &State) {
    let next = state.waiters.borrow_mut().pop_front();
    state.owner.set(next.as_ref().map(|waiter| waiter.coroutine().cid()));
    if let Some(waiter) = next {
        waiter.wake();
    }
}

fn unlock(call: &mut Call<'_>) -> Outcome<bool> {
    let state = state(call)?;
    // Handed over inside the process, the lock between processes stays taken.
    if let Some(between) = state.between_processes.borrow().as_ref().filter(|_| state.waiters.borrow().is_empty()) {
        between.unlock();
    }
    open(state);
    Ok(true)
}
