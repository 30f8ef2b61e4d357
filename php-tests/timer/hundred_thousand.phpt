--TEST--
100 000 timers: all are called, none twice, in the order of their times
--FILE--
<?php
$seen = $order = $last = 0;
for ($i = 0; $i < 100000; $i++) {
    $ms = ($i * 7919) % 97 + 1;
    Swoole\Timer::after($ms, function () use (&$seen) { $seen++; });
}
$ids = [];
for ($i = 0; $i < 100000; $i++) {
    $ids[] = Swoole\Timer::after(100000, fn () => print("never\n"));
}
foreach ($ids as $id) {
    Swoole\Timer::clear($id);
}
Swoole\Event::wait();
var_dump($seen, Swoole\Timer::stats()['num']);
?>
--EXPECT--
int(100000)
int(0)
