--TEST--
Timer::tick calls with its id and the parameters until it is cleared; a callback can clear its own timer (manual, Timer: tick)
--FILE--
<?php
$count = 0;
Swoole\Timer::tick(2, function (int $id, $a, $b) use (&$count) {
    echo "$id $a $b\n";
    if (++$count === 3) {
        var_dump(Swoole\Timer::clear($id), Swoole\Timer::clear($id), Swoole\Timer::exists($id));
    }
}, 'A', 'B');
Swoole\Event::wait();
echo "end\n";
?>
--EXPECT--
1 A B
1 A B
1 A B
bool(true)
bool(false)
bool(false)
end
