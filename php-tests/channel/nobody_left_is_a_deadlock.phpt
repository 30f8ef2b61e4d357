--TEST--
Manual, enable_deadlock_check: a channel that nobody will ever push to is reported, also with a timeout of 0
--FILE--
<?php
Swoole\Coroutine\run(function () { (new Swoole\Coroutine\Channel)->pop(0); });
echo "over\n";
?>
--EXPECTF--
%A[FATAL ERROR]: all coroutines (count: 1) are asleep - deadlock!
%A
over
