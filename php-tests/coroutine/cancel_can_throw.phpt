--TEST--
cancel($cid, true) throws a CanceledException into the coroutine
--FILE--
<?php
$cid = go(function () {
    try {
        Co::sleep(10);
        echo "not reached\n";
    } catch (Swoole\Coroutine\CanceledException $e) {
        var_dump($e->getMessage(), $e->getCode(), Co::isCanceled());
    }
    echo "goes on\n";
});
var_dump(Co::cancel($cid, true));
?>
--EXPECT--
string(0) ""
int(0)
bool(true)
goes on
bool(true)
