--TEST--
yield() outside of a coroutine ends in "API must be called in the coroutine"
--FILE--
<?php
Co::yield();
echo "not reached\n";
?>
--EXPECTF--
Fatal error: Uncaught Swoole\Error: API must be called in the coroutine in %s:2
Stack trace:
#0 %s(2): Swoole\Coroutine::yield(%S)
#1 {main}
  thrown in %s on line 2
