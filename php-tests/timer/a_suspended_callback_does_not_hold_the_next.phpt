--TEST--
Ticks come although the callback before is suspended: each has its own coroutine
--FILE--
<?php
$running = 0;
Swoole\Timer::tick(5, function ($id) use (&$running) {
    if (++$running === 3) {
        Swoole\Timer::clear($id);
        echo "three at once\n";
    }
    Swoole\Coroutine::sleep(0.3);
});
Swoole\Event::wait();
?>
--EXPECT--
three at once
