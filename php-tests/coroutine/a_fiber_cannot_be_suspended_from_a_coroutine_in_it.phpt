--TEST--
Fiber::suspend() reaches only a Fiber of the same coroutine
--FILE--
<?php
$fiber = new Fiber(function () {
    go(function () {
        try {
            Fiber::suspend();
        } catch (FiberError $e) {
            echo $e->getMessage(), "\n";
        }
    });
});
$fiber->start();
var_dump($fiber->isTerminated());
?>
--EXPECTF--
Cannot suspend outside of %Sfiber
bool(true)
