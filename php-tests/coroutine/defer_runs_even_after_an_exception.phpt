--TEST--
Deferred callbacks run after an exception that nobody caught, too
--FILE--
<?php
// manual, Coroutine::defer: "Even if an exception is thrown, registered defer will still be executed."
go(function () {
    defer(function (...$args) {
        echo 'deferred, arguments: ', count($args), "\n";
    });
    throw new Exception('in body');
});
echo "not reached\n";
?>
--EXPECTF--
Fatal error: Uncaught Exception: in body in %s:%d
Stack trace:
#0 [internal function]: {closure%S}()
#1 {main}
  thrown in %s on line %d
deferred, arguments: 0
