<?php
// Costs of coroutines: creating one, switching, waiting, and the memory of one that waits.
//   php -d extension=./rswoole.so bench/coroutine.php [number of waiting coroutines, default 100000]
ini_set('memory_limit', '-1');
$waiting = (int) ($argv[1] ?? 100_000);
Co::set(['max_coroutine' => $waiting + 1000, 'enable_deadlock_check' => false]);

function ns(int $count, callable $body): float
{
    $best = INF;
    for ($round = 0; $round < 5; $round++) {
        $start = hrtime(true);
        $body($count);
        $best = min($best, (hrtime(true) - $start) / $count);
    }
    return $best;
}

function resident_kb(): int
{
    preg_match('/^VmRSS:\s+(\d+)/m', file_get_contents('/proc/self/status'), $match);
    return (int) $match[1];
}

function page_tables_kb(): int
{
    preg_match('/^VmPTE:\s+(\d+)/m', file_get_contents('/proc/self/status'), $match);
    return (int) $match[1];
}

gc_collect_cycles();
$before = [resident_kb(), page_tables_kb()];
$cids = [];
for ($i = 0; $i < $waiting; $i++) {
    $cids[] = go(function () {
        Co::yield();
    });
}
$after = [resident_kb(), page_tables_kb()];
printf(
    "%d waiting coroutines: %.2f KB each (and %.2f KB of page tables)\n",
    Co::stats()['coroutine_num'],
    ($after[0] - $before[0]) / $waiting,
    ($after[1] - $before[1]) / $waiting
);
foreach ($cids as $cid) {
    Co::resume($cid);
}

Co\run(function () {
    $empty = function () {};
    $call = ns(200_000, function ($count) use ($empty) {
        for ($i = 0; $i < $count; $i++) {
            call_user_func_array($empty, []);
        }
    });
    $go = ns(200_000, function ($count) use ($empty) {
        for ($i = 0; $i < $count; $i++) {
            go($empty);
        }
    });
    printf("go() of an empty function      %7.0f ns (a plain call: %.0f ns)\n", $go, $call);

    $other = go(function () {
        while (Co::yield()) {
        }
    });
    $switch = ns(200_000, function ($count) use ($other) {
        for ($i = 0; $i < $count; $i++) {
            Co::resume($other);
        }
    });
    printf("resume() + yield()             %7.0f ns\n", $switch);
    Co::cancel($other);

    $sleep = ns(20_000, function ($count) {
        $cids = [];
        for ($i = 0; $i < $count; $i++) {
            $cids[] = go(fn () => Co::sleep(0.001));
        }
        Co::join($cids);
    });
    printf("go() + sleep(0.001) + end      %7.0f ns\n", $sleep);
});
