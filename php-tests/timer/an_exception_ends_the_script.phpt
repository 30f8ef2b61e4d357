--TEST--
An exception that leaves a timer's callback ends the script
--FILE--
<?php
Swoole\Timer::after(1, function () { throw new Exception('boom'); });
Swoole\Timer::after(20, fn () => print("not reached\n"));
Swoole\Event::wait();
echo "not reached\n";
?>
--EXPECTF--
%AFatal error: Uncaught Exception: boom in %s
Stack trace:
#0 [internal function]: {closure%S}()
#1 {main}
  thrown in %s on line %d
