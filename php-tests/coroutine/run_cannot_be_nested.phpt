--TEST--
Coroutine\run() inside a coroutine is a fatal error
--FILE--
<?php
Co\run(function () {
    Co\run(fn () => print("no\n"));
});
echo "not reached\n";
?>
--EXPECTF--
Fatal error: %s: Unable to call Event::wait() in coroutine in %s on line %d
