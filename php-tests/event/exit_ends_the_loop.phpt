--TEST--
Event::exit ends Event::wait although a timer lives (manual, Event: exit)
--FILE--
<?php
Swoole\Timer::tick(2, function () {
    echo "tick\n";
    Swoole\Event::exit();
});
Swoole\Event::wait();
echo "after wait\n";
var_dump(Swoole\Timer::stats()['num']);
?>
--EXPECT--
tick
after wait
int(0)
