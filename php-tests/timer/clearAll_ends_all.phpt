--TEST--
Timer::clearAll clears every timer of the process (manual, Timer: clearAll)
--FILE--
<?php
Swoole\Timer::tick(1000, fn () => print("never\n"));
Swoole\Timer::after(2000, fn () => print("never\n"));
Swoole\Timer::tick(3, function ($id) {
    var_dump(Swoole\Timer::stats()['num'], Swoole\Timer::clearAll(), Swoole\Timer::stats()['num'], Swoole\Timer::exists($id));
});
Swoole\Event::wait();
var_dump(swoole_timer_clear_all());
?>
--EXPECT--
int(3)
bool(true)
int(0)
bool(false)
bool(true)
