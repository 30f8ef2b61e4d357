--TEST--
Manual, Barrier: wait() returns when the last coroutine has let go of the barrier, or at the time limit; it can be waited for once
--FILE--
<?php
use Swoole\Coroutine\Barrier;
Swoole\Coroutine\run(function () {
    $barrier = Barrier::make();
    $count = 0;
    for ($i = 1; $i <= 4; $i++) go(function () use ($barrier, $i, &$count) { Co::sleep(0.01 * $i); $count++; });
    Barrier::wait($barrier);
    var_dump($count, $barrier);
    $barrier = Barrier::make();
    go(function () use ($barrier) { Co::sleep(0.1); echo "late\n"; });
    Barrier::wait($barrier, 0.01);
    var_dump($barrier);
    $barrier = Barrier::make();
    Barrier::wait($barrier);
    $barrier = Barrier::make();
    $again = $barrier;
    go(function () use (&$again) {
        Co::sleep(0.01);
        $mine = $again;
        try { Barrier::wait($mine); } catch (Swoole\Exception $e) { echo $e->getMessage(), "\n"; }
        $mine = $again = null;
        unset($e);
    });
    Barrier::wait($barrier);
    echo "end\n";
});
?>
--EXPECT--
int(4)
NULL
NULL
The barrier is waiting, cannot wait again.
end
late
