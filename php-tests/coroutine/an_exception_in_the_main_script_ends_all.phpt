--TEST--
After a fatal error in the main script waiting coroutines do not run
--FILE--
<?php
go(function () {
    try {
        Co::sleep(0.001);
        echo "not reached\n";
    } finally {
        echo "not reached either\n";
    }
});
register_shutdown_function(fn () => print("shutdown\n"));
throw new Exception('main');
?>
--EXPECTF--
Fatal error: Uncaught Exception: main in %s:%d
Stack trace:
#0 {main}
  thrown in %s on line %d
shutdown
