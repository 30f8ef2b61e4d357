--TEST--
A fatal error in a coroutine, here the memory limit, ends the process in good order
--FILE--
<?php
register_shutdown_function(function () {
    echo "shutdown\n";
});
Co\run(function () {
    go(function () {
        Co::sleep(0.001);
        ini_set('memory_limit', '20M');
        $x = array_map(fn () => str_repeat('x', 1 << 28), [1]);
    });
    Co::sleep(0.02);
    echo "not reached\n";
});
echo "not reached\n";
?>
--EXPECTF--
Fatal error: Allowed memory size of 20971520 bytes exhausted (tried to allocate %d bytes) in %s on line %d
shutdown
