//! `Swoole\Runtime`: which of PHP's own functions suspend the coroutine. It must not hook anything: `crate::runtime` does.

use crate::runtime;
use crate::zend::{Call, Class, method};

pub static CLASS: Class = Class::new(r"Swoole\Runtime").not_creatable().methods(&[
    method("public static function enableCoroutine(int $flags = SWOOLE_HOOK_ALL): bool", enable_coroutine),
    method("public static function getHookFlags(): int", get_hook_flags),
    method("public static function setHookFlags(int $flags): bool", set_hook_flags),
]);

/// `enableCoroutine(false)` takes all hooks away: false is the flags 0.
fn enable_coroutine(call: &mut Call<'_>) -> bool {
    runtime::set_flags(call.opt_int(0).unwrap_or(runtime::ALL));
    true
}

fn get_hook_flags(_: &mut Call<'_>) -> i64 {
    runtime::flags()
}

fn set_hook_flags(call: &mut Call<'_>) -> bool {
    runtime::set_flags(call.int(0));
    true
}
