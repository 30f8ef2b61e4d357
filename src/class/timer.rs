//! `Swoole\Timer` and the functions `swoole_timer_*`. It must not keep any timer: `crate::event_loop` does.

use std::time::Duration;

use crate::errors::{self, code};
use crate::event_loop::timers;
use crate::zend::{Array, Call, Class, Function, Outcome, Raised, Zv, method, method_with_extra_args, warning};

pub static CLASS: Class = Class::new(r"Swoole\Timer").not_creatable().methods(&[
    method("public static function tick(int $ms, callable $callback, mixed ...$params): int|false", tick),
    method("public static function after(int $ms, callable $callback, mixed ...$params): int|false", after),
    method("public static function exists(int $timer_id): bool", exists),
    method("public static function info(int $timer_id): ?array", info),
    method("public static function stats(): array", stats),
    method("public static function list(): Swoole\\Timer\\Iterator", list),
    method("public static function clear(int $timer_id): bool", clear),
    method("public static function clearAll(): bool", clear_all),
]);

/// An ArrayIterator by another name.
pub static ITERATOR: Class = Class::new(r"Swoole\Timer\Iterator").extends_engine("ArrayIterator");

pub static FUNCTIONS: &[Function] = &[
    method_with_extra_args("function swoole_timer_after(int $ms, callable $callback): int|false", after),
    method_with_extra_args("function swoole_timer_tick(int $ms, callable $callback): int|false", tick),
    method("function swoole_timer_exists(int $timer_id): bool", exists),
    method("function swoole_timer_info(int $timer_id): ?array", info),
    method("function swoole_timer_stats(): array", stats),
    method("function swoole_timer_list(): Swoole\\Timer\\Iterator", list),
    method("function swoole_timer_clear(int $timer_id): bool", clear),
    method("function swoole_timer_clear_all(): bool", clear_all),
];

fn tick(call: &mut Call<'_>) -> Outcome<Zv> {
    add(call, true)
}

fn after(call: &mut Call<'_>) -> Outcome<Zv> {
    add(call, false)
}

fn add(call: &Call<'_>, repeats: bool) -> Outcome<Zv> {
    let callable = call.callable(1)?;
    let Some(ms) = u64::try_from(call.int(0)).ok().filter(|ms| *ms >= 1) else {
        errors::set_last(code::PHP_FATAL_ERROR);
        warning("Timer must be greater than or equal to 1");
        return Raised::check(false.into());
    };
    let id = timers::add(Duration::from_millis(ms), repeats, callable, call.rest(2).to_vec());
    Raised::check(id.into())
}

fn exists(call: &mut Call<'_>) -> bool {
    timers::exists(call.int(0))
}

fn info(call: &mut Call<'_>) -> Zv {
    timers::info(call.int(0)).into()
}

fn stats(_: &mut Call<'_>) -> Array {
    timers::stats()
}

fn list(_: &mut Call<'_>) -> Outcome<Zv> {
    let ids: Array = timers::ids().into_iter().collect();
    let iterator = ITERATOR.instantiate()?;
    iterator.call_method("__construct", &mut [ids.into()])?;
    Ok(iterator.into())
}

fn clear(call: &mut Call<'_>) -> Outcome<bool> {
    Raised::check(timers::remove(call.int(0)))
}

fn clear_all(_: &mut Call<'_>) -> Outcome<bool> {
    timers::remove_all();
    Raised::check(true)
}
