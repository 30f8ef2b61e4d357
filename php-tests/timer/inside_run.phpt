--TEST--
A timer started in Coroutine\run keeps it running
--FILE--
<?php
Swoole\Coroutine\run(function () {
    Swoole\Timer::after(5, fn () => print("timer\n"));
    echo "coroutine over\n";
});
echo "run over\n";
?>
--EXPECT--
coroutine over
timer
run over
