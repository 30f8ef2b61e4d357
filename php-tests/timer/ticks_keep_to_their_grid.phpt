--TEST--
What a callback takes does not shift the next call, and missed moments are left out (manual, Timer: Timer Correction)
--FILE--
<?php
$start = hrtime(true);
$times = [];
Swoole\Timer::tick(40, function ($id) use ($start, &$times) {
    $times[] = (hrtime(true) - $start) / 1e6;
    if (count($times) === 1) {
        usleep(20000);     // within the grid
    } elseif (count($times) === 2) {
        usleep(60000);     // over the third moment, 120
    } elseif (count($times) === 3) {
        Swoole\Timer::clear($id);
    }
});
Swoole\Event::wait();
// Never early, and (on a busy machine) late by less than one interval.
foreach ([40, 80, 160] as $i => $want) {
    if ($times[$i] < $want - 1) {
        echo "$i too early: $times[$i]\n";
    }
}
echo count($times), "\n";
?>
--EXPECT--
3
