--TEST--
Scheduler: coroutines added with add() and parallel() begin with start(), which comes back when all are over
--FILE--
<?php
use Swoole\Coroutine;

$scheduler = new Coroutine\Scheduler;
var_dump($scheduler->add(function ($a, $b) {
    Coroutine::sleep(0.02);
    assert($a == 'hello' && $b == 12345);
    echo "Done.\n";
}, 'hello', 12345));
var_dump($scheduler->parallel(3, function ($t, $n) {
    Coroutine::sleep($t);
    echo "Co $n ", Coroutine::getPcid(), "\n";
}, 0.001, 'A'));
$scheduler->parallel(0, fn () => print("never\n"));
echo "nothing ran yet\n";
var_dump($scheduler->start());
$next = new Coroutine\Scheduler;
$next->add(fn () => print("another one\n"));
var_dump($next->start());
?>
--EXPECT--
NULL
NULL
nothing ran yet
Co A -1
Co A -1
Co A -1
Done.
bool(true)
another one
bool(true)
