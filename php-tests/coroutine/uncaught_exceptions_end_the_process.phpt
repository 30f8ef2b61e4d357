--TEST--
An exception that leaves a coroutine is reported and ends the process with 255; it cannot be caught outside
--FILE--
<?php
set_exception_handler(fn () => print("the handler is for the main script\n"));
register_shutdown_function(function () {
    echo "shutdown\n";
});
go(function () {
    Co::sleep(0.001);
    echo "not reached\n";
});
try {
    go(function () {
        go(function () {
            throw new RuntimeException('boom', 3);
        });
    });
} catch (Throwable $e) {
    echo "not reached\n";
}
?>
--EXPECTF--
Fatal error: Uncaught RuntimeException: boom in %s:%d
Stack trace:
#0 [internal function]: {closure%S}()
#1 {main}
  thrown in %s on line %d
shutdown
