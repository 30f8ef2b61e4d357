--TEST--
Process\Pool: start() inside a coroutine is a fatal error
--FILE--
<?php
Swoole\Coroutine\run(function () {
    $pool = new Swoole\Process\Pool(1);
    $pool->on('WorkerStart', fn () => print("never\n"));
    $pool->start();
});
?>
--EXPECTF--
%AFatal error: Uncaught Swoole\Error: must be forked outside the coroutine in %s
%A
