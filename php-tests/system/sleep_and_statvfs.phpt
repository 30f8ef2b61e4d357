--TEST--
System::sleep() and statvfs()
--FILE--
<?php
use Swoole\Coroutine\System;
Co\run(function () {
    var_dump(System::sleep(0.001), @System::sleep(0));
    $figures = System::statvfs('/');
    echo implode(' ', array_keys($figures)), "\n";
    var_dump($figures['bsize'] > 0, $figures['blocks'] * $figures['frsize'] === (int) disk_total_space('/'));
});
?>
--EXPECT--
bool(true)
bool(false)
bsize frsize blocks bfree bavail files ffree favail fsid flag namemax
bool(true)
bool(true)
