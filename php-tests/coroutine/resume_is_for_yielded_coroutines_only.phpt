--TEST--
resume() of a coroutine that is running, waiting or gone warns and returns false
--FILE--
<?php
go(function () {
    $sleeping = go(fn () => Co::sleep(0.001));
    var_dump(Co::resume(Co::getCid()), Co::resume($sleeping), Co::resume(100), Co::resume(0));
});
?>
--EXPECTF--
Warning: Swoole\Coroutine::resume(): can not resume the coroutine which is in IO operation or non-existent in %s on line %d

Warning: Swoole\Coroutine::resume(): can not resume the coroutine which is in IO operation or non-existent in %s on line %d

Warning: Swoole\Coroutine::resume(): can not resume the coroutine which is in IO operation or non-existent in %s on line %d

Warning: Swoole\Coroutine::resume(): can not resume the coroutine which is in IO operation or non-existent in %s on line %d
bool(false)
bool(false)
bool(false)
bool(false)
