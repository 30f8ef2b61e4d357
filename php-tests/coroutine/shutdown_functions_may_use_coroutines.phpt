--TEST--
A shutdown function may start coroutines, also after the loop of the script has ended
--FILE--
<?php
register_shutdown_function(function () {
    go(function () {
        Co::sleep(0.001);
        echo "started by a shutdown function\n";
        register_shutdown_function(function () {
            go(function () {
                Co::sleep(0.001);
                echo "and one more\n";
            });
        });
    });
});
Co\run(fn () => Co::sleep(0.001));
go(function () {
    Co::sleep(0.001);
    echo "started by the script\n";
});
?>
--EXPECT--
started by the script
started by a shutdown function
and one more
