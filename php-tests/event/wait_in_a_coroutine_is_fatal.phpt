--TEST--
Event::wait in a coroutine is a fatal error
--FILE--
<?php
Swoole\Coroutine\run(function () {
    Swoole\Event::wait();
});
?>
--EXPECTF--
%AFatal error: Swoole\Event::wait(): Unable to call Event::wait() in coroutine in %s on line %d
