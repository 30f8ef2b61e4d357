--TEST--
Hooked sleeps refuse what PHP's refuse, and a cancelled one says what is left
--FILE--
<?php
/* Measured on Swoole 6.2.2: errors are PHP's own, sleep() returns the rest of its time. */
use Swoole\Coroutine;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_SLEEP]);
Coroutine\run(function () {
    foreach ([fn () => sleep(-1), fn () => usleep(-1), fn () => time_nanosleep(-1, 0), fn () => time_nanosleep(0, -1), fn () => sleep('x')] as $call) {
        try {
            var_dump($call());
        } catch (Error $e) {
            echo get_class($e), ' ', $e->getMessage(), "\n";
        }
    }
    var_dump(time_sleep_until(1));
    foreach ([fn () => sleep(100), fn () => time_nanosleep(100, 0), fn () => time_sleep_until(microtime(true) + 100)] as $call) {
        $cid = go(function () use ($call) { var_dump($call(), Coroutine::isCanceled()); });
        var_dump(Coroutine::cancel($cid));
    }
    $cid = go(function () {
        try {
            sleep(100);
        } catch (Coroutine\CanceledException) {
            echo "thrown\n";
        }
    });
    Coroutine::cancel($cid, true);
});
?>
--EXPECTF--
ValueError sleep(): Argument #1 ($seconds) must be %s
ValueError usleep(): Argument #1 ($microseconds) must be %s
ValueError time_nanosleep(): Argument #1 ($seconds) must be %s
ValueError time_nanosleep(): Argument #2 ($nanoseconds) must be %s
TypeError sleep(): Argument #1 ($seconds) must be of type int, string given

Warning: time_sleep_until(): Argument #1 ($timestamp) must be greater than or equal to the current time in %s on line %d
bool(false)
int(100)
bool(true)
bool(true)
bool(false)
bool(true)
bool(true)
bool(false)
bool(true)
bool(true)
thrown
