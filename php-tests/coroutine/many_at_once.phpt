--TEST--
20 000 coroutines wait at once, more than there are guard pages, and all go on
--INI--
memory_limit=-1
--FILE--
<?php
$done = 0;
Co\run(function () use (&$done) {
    $cids = [];
    for ($i = 0; $i < 20000; $i++) {
        $cids[] = go(function () use ($i, &$done) {
            $x = $i;
            Co::yield();
            $done += $x === $i;
        });
    }
    var_dump(Co::stats()['coroutine_num']);
    array_map('Co::resume', $cids);
});
var_dump($done, Co::stats()['coroutine_num'], Co::stats()['coroutine_peak_num']);
?>
--EXPECT--
int(20001)
int(20000)
int(0)
int(20001)
