--TEST--
Without run() coroutines go on when the script is over: as a shutdown function, registered when the first one waited
--FILE--
<?php
register_shutdown_function(fn () => print("registered before\n"));
go(function () {
    Co::sleep(0.001);
    echo "coroutine\n";
});
register_shutdown_function(function () {
    echo "registered after, cid ", Co::getCid(), "\n";
});
class AtEnd { function __destruct() { echo "destructor\n"; } }
$object = new AtEnd;
echo "script\n";
exit(0);
?>
--EXPECT--
script
registered before
coroutine
registered after, cid -1
destructor
