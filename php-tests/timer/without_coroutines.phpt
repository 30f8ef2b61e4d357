--TEST--
swoole_async_set(enable_coroutine => false): callbacks run outside of coroutines (manual, Timer: Close Coroutine)
--FILE--
<?php
var_dump(swoole_async_set(['enable_coroutine' => false]));
Swoole\Timer::after(1, fn () => var_dump(Swoole\Coroutine::getCid()));
Swoole\Event::wait();
?>
--EXPECT--
bool(true)
int(-1)
