--TEST--
Manual, WaitGroup: add, done, wait with a time limit, count; misuse is an exception
--FILE--
<?php
use Swoole\Coroutine\WaitGroup;
function misuse(Closure $use) { try { $use(); } catch (Exception $e) { echo get_class($e), ': ', $e->getMessage(), "\n"; } }
Swoole\Coroutine\run(function () {
    $wait = new WaitGroup;
    for ($i = 1; $i <= 3; $i++) { $wait->add(); go(function () use ($wait, $i) { Co::sleep(0.01 * $i); echo "$i "; $wait->done(); }); }
    var_dump($wait->count(), $wait->wait(), $wait->count(), $wait->wait());
    $wait->add(2);
    var_dump($wait->wait(0.01), $wait->count());
    go(function () use ($wait) { var_dump($wait->wait()); });
    misuse(fn () => $wait->add());
    misuse(fn () => $wait->wait());
    $wait->done();
    $wait->done();
    misuse(fn () => $wait->done());
    misuse(fn () => $wait->add(-1));
});
?>
--EXPECT--
1 2 3 int(3)
bool(true)
int(0)
bool(true)
bool(false)
int(2)
BadMethodCallException: WaitGroup misuse: add called concurrently with wait
BadMethodCallException: WaitGroup misuse: reused before previous wait has returned
bool(true)
BadMethodCallException: WaitGroup misuse: negative counter
InvalidArgumentException: WaitGroup misuse: negative counter
