--TEST--
sleep() outside of a coroutine ends in "API must be called in the coroutine"
--FILE--
<?php
Co::sleep(1.0);
echo "not reached\n";
?>
--EXPECTF--
Fatal error: Uncaught Swoole\Error: API must be called in the coroutine in %s:2
Stack trace:
#0 %s(2): Swoole\Coroutine::sleep(%S)
#1 {main}
  thrown in %s on line 2
