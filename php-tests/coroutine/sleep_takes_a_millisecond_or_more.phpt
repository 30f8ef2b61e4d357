--TEST--
sleep() refuses less than a millisecond and lets others run meanwhile
--FILE--
<?php
go(function () {
    foreach ([0, -1, 0.0000001] as $seconds) {
        var_dump(Co::sleep($seconds));
    }
    $start = hrtime(true);
    var_dump(Co::sleep(0.02));
    var_dump(hrtime(true) - $start >= 20_000_000);
    echo "slept\n";
});
go(fn () => print("meanwhile\n"));
?>
--EXPECTF--
Warning: Swoole\Coroutine::sleep(): Timer must be greater than or equal to 0.001 in %s on line %d
bool(false)

Warning: Swoole\Coroutine::sleep(): Timer must be greater than or equal to 0.001 in %s on line %d
bool(false)

Warning: Swoole\Coroutine::sleep(): Timer must be greater than or equal to 0.001 in %s on line %d
bool(false)
meanwhile
bool(true)
bool(true)
slept
