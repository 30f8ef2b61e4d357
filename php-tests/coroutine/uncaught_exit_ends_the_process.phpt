--TEST--
An ExitException that nobody catches ends the process as any other
--FILE--
<?php
register_shutdown_function(fn () => print("shutdown\n"));
Co\run(function () {
    go(function () {
        try {
            Co::sleep(0.001);
            exit(9);
        } finally {
            echo "finally\n";
        }
    });
    Co::sleep(0.02);
    echo "not reached\n";
});
?>
--EXPECTF--
finally

Fatal error: Uncaught Swoole\ExitException: swoole exit in %s:%d
Stack trace:
%A#%d [internal function]: {closure%S}()
#%d {main}
  thrown in %s on line %d
shutdown
