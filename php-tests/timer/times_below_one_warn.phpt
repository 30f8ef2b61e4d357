--TEST--
A time below one millisecond is refused with a warning, false and error 503; what is no callback is a TypeError
--FILE--
<?php
foreach ([0, -1, PHP_INT_MIN] as $ms) {
    var_dump(Swoole\Timer::tick($ms, fn () => 1), Swoole\Timer::after($ms, fn () => 1), swoole_last_error());
}
foreach ([fn () => Swoole\Timer::tick(10, 'nope'), fn () => swoole_timer_tick(10, 'nope'), fn () => Swoole\Timer::after('abc', fn () => 1)] as $bad) {
    try {
        $bad();
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
}
var_dump(Swoole\Timer::clear(Swoole\Timer::after(PHP_INT_MAX, fn () => 1)));
?>
--EXPECTF--
Warning: Swoole\Timer::tick(): Timer must be greater than or equal to 1 in %s on line %d

Warning: Swoole\Timer::after(): Timer must be greater than or equal to 1 in %s on line %d
bool(false)
bool(false)
int(503)

Warning: Swoole\Timer::tick(): Timer must be greater than or equal to 1 in %s on line %d

Warning: Swoole\Timer::after(): Timer must be greater than or equal to 1 in %s on line %d
bool(false)
bool(false)
int(503)

Warning: Swoole\Timer::tick(): Timer must be greater than or equal to 1 in %s on line %d

Warning: Swoole\Timer::after(): Timer must be greater than or equal to 1 in %s on line %d
bool(false)
bool(false)
int(503)
Swoole\Timer::tick(): Argument #2 ($callback) must be a valid callback, function "nope" not found or invalid function name
swoole_timer_tick(): Argument #2 ($callback) must be a valid callback, function "nope" not found or invalid function name
Swoole\Timer::after(): Argument #1 ($ms) must be of type int, string given
bool(true)
