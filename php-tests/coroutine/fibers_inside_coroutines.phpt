--TEST--
PHP's Fiber works inside a coroutine, a coroutine inside a Fiber, and both may wait
--FILE--
<?php
go(function () {
    $fiber = new Fiber(function () {
        echo "fiber begins in ", Co::getCid(), "\n";
        Co::sleep(0.002);
        $got = Fiber::suspend(3);
        echo "fiber got $got\n";
        Co::sleep(0.002);
        return 9;
    });
    var_dump($fiber->start(), $fiber->isSuspended());
    $fiber->resume('r');
    var_dump($fiber->getReturn(), $fiber->isTerminated());
});
$fiber = new Fiber(function () {
    go(function () {
        echo "coroutine in a fiber\n";
        Co::sleep(0.05);
        echo "coroutine of a fiber that is gone\n";
    });
    Fiber::suspend();
    go(fn () => print("second coroutine in a fiber\n"));
});
$fiber->start();
$fiber->resume();
?>
--EXPECT--
fiber begins in 1
coroutine in a fiber
second coroutine in a fiber
int(3)
bool(true)
fiber got r
int(9)
bool(true)
coroutine of a fiber that is gone
