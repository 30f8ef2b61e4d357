--TEST--
create() throws a TypeError for what is not callable
--FILE--
<?php
foreach ([fn () => go(1), fn () => go('nofn'), fn () => go(), fn () => Co::create(), fn () => Co::create(['Co', 'nope'])] as $try) {
    try {
        $try();
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
var_dump(Co::stats()['coroutine_last_cid']);
?>
--EXPECT--
TypeError: go(): Argument #1 ($func) must be a valid callback, no array or string given
TypeError: go(): Argument #1 ($func) must be a valid callback, function "nofn" not found or invalid function name
ArgumentCountError: go() expects at least 1 argument, 0 given
ArgumentCountError: Swoole\Coroutine::create() expects at least 1 argument, 0 given
TypeError: Swoole\Coroutine::create(): Argument #1 ($func) must be a valid callback, class Swoole\Coroutine does not have a method "nope"
int(0)
