--TEST--
cancel() makes the wait of another coroutine fail at once; isCanceled() tells
--FILE--
<?php
$sleeping = go(function () {
    var_dump(Co::sleep(10), Co::isCanceled());
    var_dump(Co::sleep(0.001), Co::isCanceled());
});
$yielded = go(function () {
    var_dump(Co::yield(), Co::isCanceled());
});
$joining = go(function () use ($sleeping) {
    var_dump(Co::join([$sleeping]), Co::isCanceled());
});
echo "sleep\n";
var_dump(Co::cancel($sleeping));
echo "yield\n";
var_dump(Co::cancel($yielded));
echo "join\n";
var_dump(Co::cancel($joining));
echo "main\n";
?>
--EXPECT--
sleep
bool(false)
bool(true)
bool(true)
yield
bool(false)
bool(true)
bool(true)
join
bool(false)
bool(true)
bool(true)
main
bool(true)
bool(false)
