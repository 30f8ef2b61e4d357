--TEST--
getElapsed() in milliseconds, getStackUsage() in bytes; -1 and false for a coroutine that does not exist
--FILE--
<?php
function deep($n) { return $n ? 1 + deep($n - 1) : Co::getStackUsage(); }
var_dump(Co::getElapsed(), Co::getElapsed(9), Co::getStackUsage(9));
go(function () {
    Co::sleep(0.02);
    var_dump(Co::getElapsed() >= 20, Co::getElapsed() < 5000);
    var_dump(Co::getStackUsage(), deep(1000) - 1000 > 8160, Co::getStackUsage());
});
$cid = go(fn () => Co::yield());
var_dump(Co::getElapsed($cid), Co::getStackUsage($cid));
Co::resume($cid);
?>
--EXPECT--
int(-1)
int(-1)
bool(false)
int(0)
int(8160)
bool(true)
bool(true)
int(8160)
bool(true)
int(8160)
