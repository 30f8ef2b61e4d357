--TEST--
list(), alias listCoroutines(), iterates the cids of the living coroutines
--FILE--
<?php
var_dump(Co::list() instanceof Swoole\Coroutine\Iterator, count(Co::list()));
$a = go(fn () => Co::yield());
go(fn () => null);
$b = go(fn () => Co::yield());
go(function () {
    $cids = iterator_to_array(Co::listCoroutines());
    sort($cids);
    echo implode(',', $cids), "\n";
    foreach (Co::list() as $cid) {
        if ($cid !== Co::getCid()) {
            var_dump(count(Co::getBackTrace($cid)));
        }
    }
});
Co::resume($a);
Co::resume($b);
echo count(Co::list()), "\n";
?>
--EXPECT--
bool(true)
int(0)
1,3,4
int(2)
int(2)
0
