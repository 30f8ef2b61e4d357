//! `Swoole\Lock`: locks between processes. It blocks the process, coroutines and all; `Swoole\Coroutine\Lock` is the one for coroutines.
//! Must not know how waiting works.

use std::cell::OnceCell;
use std::time::{Duration, Instant};

use rswoole_engine::shm::{LockError, Patience, ProcessLock};

use super::exception;
use crate::errors::code;
use crate::zend::{Call, Class, Constant, Native, Outcome, Slot, method, throw, throw_error};

const PROPERTIES: &[&str] = &["public $errCode = 0"];
const ERR_CODE: Slot = Slot::of(PROPERTIES, "errCode", 0);

const RWLOCK: i64 = 1;
const MUTEX: i64 = 3;
const SPINLOCK: i64 = 5;

/// `LOCK_SH`, `LOCK_EX`, `LOCK_NB` of PHP.
pub const SHARED: i64 = 1;
pub const EXCLUSIVE: i64 = 2;
pub const NO_WAIT: i64 = 4;

const EBUSY: i64 = 16;
const EDEADLK: i64 = 35;
const ETIMEDOUT: i64 = 110;

pub static CLASS: Class = Class::new(r"Swoole\Lock")
    .native::<State>()
    .not_serializable()
    .properties(PROPERTIES)
    .constants(&[
        ("MUTEX", Constant::Int(MUTEX)),
        ("RWLOCK", Constant::Int(RWLOCK)),
        ("SPINLOCK", Constant::Int(SPINLOCK)),
    ])
    .methods(&[
        method("public function __construct(int $type = SWOOLE_MUTEX)", construct),
        method("public function lock(int $operation = LOCK_EX, float $timeout = -1): bool", lock),
        method("public function unlock(): bool", unlock),
    ]);

struct Made {
    lock: ProcessLock,
    shareable: bool,
}

pub struct State(OnceCell<Made>);

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State(OnceCell::new())
    }
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let kind = call.opt_int(0).unwrap_or(MUTEX);
    if call.native::<State>().0.get().is_some() {
        return Err(throw_error(r"Constructor of Swoole\Lock can only be called once"));
    }
    if !matches!(kind, MUTEX | RWLOCK | SPINLOCK) {
        return Err(throw(&exception::EXCEPTION, 0, &format!("lock type[{kind}] is not support")));
    }
    let lock = ProcessLock::new().map_err(|error| {
        throw(&exception::EXCEPTION, code::SYSTEM_CALL_FAIL, &format!("failed to create lock: {error}"))
    })?;
    // Empty, as was just seen.
    let _ = call.native::<State>().0.set(Made { lock, shareable: kind == RWLOCK });
    Ok(())
}

fn made<'a>(call: &'a Call<'_>) -> Outcome<&'a Made> {
    let not_constructed = || throw(&exception::ERROR, code::PHP_FATAL_ERROR, "must call constructor first");
    call.native::<State>().0.get().ok_or_else(not_constructed)
}

fn lock(call: &mut Call<'_>) -> Outcome<bool> {
    let operation = call.opt_int(0).unwrap_or(EXCLUSIVE);
    let timeout = call.opt_float(1).unwrap_or(-1.0);
    let made = made(call)?;
    let patience = if operation & NO_WAIT != 0 {
        Patience::None
    } else if timeout > 0.0 {
        let limit = Duration::try_from_secs_f64(timeout).ok();
        limit.and_then(|limit| Instant::now().checked_add(limit)).map_or(Patience::Endless, Patience::Until)
    } else {
        Patience::Endless
    };
    let shared = operation & SHARED != 0 && operation & EXCLUSIVE == 0;
    let result = match (made.shareable, shared) {
        (false, _) => made.lock.lock(patience),
        (true, false) => made.lock.write(patience),
        (true, true) => made.lock.read(patience),
    };
    let Err(error) = result else { return Ok(true) };
    call.this().set_slot(
        ERR_CODE,
        match error {
            LockError::Busy => EBUSY,
            LockError::TimedOut => ETIMEDOUT,
            LockError::Deadlock => EDEADLK,
        },
    );
    Ok(false)
}

fn unlock(call: &mut Call<'_>) -> Outcome<bool> {
    made(call)?.lock.unlock();
    Ok(true)
}
