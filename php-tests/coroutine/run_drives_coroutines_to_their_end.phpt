--TEST--
Coroutine\run() passes arguments, waits for every coroutine, can be used again, and finishes what go() began before
--FILE--
<?php
go(function () {
    Co::sleep(0.002);
    echo "begun before\n";
});
var_dump(Swoole\Coroutine\run(function ($a, $b) {
    echo "$a $b\n";
    go(function () {
        Co::sleep(0.01);
        echo "child\n";
    });
}, 'x', 'y'));
var_dump(Co\run(fn () => Co::sleep(0.001)));
?>
--EXPECT--
x y
begun before
child
bool(true)
bool(true)
