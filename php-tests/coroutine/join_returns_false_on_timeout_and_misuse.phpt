--TEST--
join() returns false after the timeout (the coroutine runs on), for itself, for nobody, and for a coroutine that is joined already
--FILE--
<?php
// manual, Coroutine::join: "Coroutines that are running will continue to execute until completion, not being aborted"
Co\run(function () {
    $slow = go(function () {
        Co::sleep(0.05);
        echo "slow is over\n";
    });
    var_dump(Co::join([$slow], 0.005));
    var_dump(Co::join([$slow], 5));
    var_dump(Co::join([]), Co::join([1000]));
    var_dump(Co::join([Co::getCid()]));
    $joined = go(fn () => Co::sleep(0.002));
    go(fn () => Co::join([$joined]));
    var_dump(Co::join([$joined]));
});
?>
--EXPECTF--
bool(false)
slow is over
bool(true)
bool(false)
bool(false)

Warning: Swoole\Coroutine::join(): can not join self in %s on line %d
bool(false)
bool(false)
