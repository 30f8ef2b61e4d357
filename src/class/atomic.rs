//! `Swoole\Atomic` and `Swoole\Atomic\Long`: numbers shared with the processes that are forked afterwards. Must not know how they sleep.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use rswoole_engine::shm::{SharedI64, SharedU32};

use crate::zend::{Call, Class, Native, Outcome, method, throw_error};

pub static CLASS: Class = Class::new(r"Swoole\Atomic").native::<Number>().not_serializable().methods(&[
    method("public function __construct(int $value = 0)", construct),
    method("public function add(int $add_value = 1): int", add),
    method("public function sub(int $sub_value = 1): int", sub),
    method("public function get(): int", get),
    method("public function set(int $value): void", set),
    method("public function wait(float $timeout = 1.0): bool", wait),
    method("public function wakeup(int $count = 1): bool", wakeup),
    method("public function cmpset(int $cmp_value, int $new_value): bool", cmpset),
]);

pub static LONG: Class = Class::new(r"Swoole\Atomic\Long").native::<LongNumber>().not_serializable().methods(&[
    method("public function __construct(int $value = 0)", long_construct),
    method("public function add(int $add_value = 1): int", long_add),
    method("public function sub(int $sub_value = 1): int", long_sub),
    method("public function get(): int", long_get),
    method("public function set(int $value): void", long_set),
    method("public function cmpset(int $cmp_value, int $new_value): bool", long_cmpset),
]);

/// None: the system had no memory to share.
pub struct Number(Option<SharedU32>);
pub struct LongNumber(Option<SharedI64>);

impl Native for Number {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> Number {
        Number(SharedU32::new().ok())
    }
}

impl Native for LongNumber {
    fn class() -> &'static Class {
        &LONG
    }

    fn create() -> LongNumber {
        LongNumber(SharedI64::new().ok())
    }
}

const NO_MEMORY: &str = "unable to allocate shared memory: the limit of mappings (vm.max_map_count) may be too low";

#[inline]
fn number<'a>(call: &'a Call<'_>) -> Outcome<&'a SharedU32> {
    call.native::<Number>().0.as_ref().ok_or_else(|| throw_error(NO_MEMORY))
}

#[inline]
fn long<'a>(call: &'a Call<'_>) -> Outcome<&'a SharedI64> {
    call.native::<LongNumber>().0.as_ref().ok_or_else(|| throw_error(NO_MEMORY))
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    set_to(call, call.opt_int(0).unwrap_or(0))
}

fn set(call: &mut Call<'_>) -> Outcome<()> {
    set_to(call, call.int(0))
}

/// 32 bits are kept.
fn set_to(call: &Call<'_>, value: i64) -> Outcome<()> {
    number(call)?.store(value as u32, SeqCst);
    Ok(())
}

fn add(call: &mut Call<'_>) -> Outcome<i64> {
    let by = call.opt_int(0).unwrap_or(1) as u32;
    Ok(number(call)?.fetch_add(by, SeqCst).wrapping_add(by).into())
}

fn sub(call: &mut Call<'_>) -> Outcome<i64> {
    let by = call.opt_int(0).unwrap_or(1) as u32;
    Ok(number(call)?.fetch_sub(by, SeqCst).wrapping_sub(by).into())
}

fn get(call: &mut Call<'_>) -> Outcome<i64> {
    Ok(number(call)?.load(SeqCst).into())
}

fn wait(call: &mut Call<'_>) -> Outcome<bool> {
    let seconds = call.opt_float(0).unwrap_or(1.0);
    let limit = (seconds > 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    Ok(number(call)?.wait(limit))
}

fn wakeup(call: &mut Call<'_>) -> Outcome<bool> {
    let count = u32::try_from(call.opt_int(0).unwrap_or(1)).unwrap_or(0);
    number(call)?.wake(count);
    Ok(true)
}

fn cmpset(call: &mut Call<'_>) -> Outcome<bool> {
    let (old, new) = (call.int(0) as u32, call.int(1) as u32);
    Ok(number(call)?.compare_exchange(old, new, SeqCst, SeqCst).is_ok())
}

fn long_construct(call: &mut Call<'_>) -> Outcome<()> {
    long(call)?.store(call.opt_int(0).unwrap_or(0), SeqCst);
    Ok(())
}

fn long_set(call: &mut Call<'_>) -> Outcome<()> {
    long(call)?.store(call.int(0), SeqCst);
    Ok(())
}

fn long_add(call: &mut Call<'_>) -> Outcome<i64> {
    let by = call.opt_int(0).unwrap_or(1);
    Ok(long(call)?.fetch_add(by, SeqCst).wrapping_add(by))
}

fn long_sub(call: &mut Call<'_>) -> Outcome<i64> {
    let by = call.opt_int(0).unwrap_or(1);
    Ok(long(call)?.fetch_sub(by, SeqCst).wrapping_sub(by))
}

fn long_get(call: &mut Call<'_>) -> Outcome<i64> {
    Ok(long(call)?.load(SeqCst))
}

fn long_cmpset(call: &mut Call<'_>) -> Outcome<bool> {
    Ok(long(call)?.compare_exchange(call.int(0), call.int(1), SeqCst, SeqCst).is_ok())
}
