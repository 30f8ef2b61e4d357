--TEST--
A cleared timer is never called and lets go of what it holds (manual, Timer: clear)
--FILE--
<?php
class Held { function __destruct() { echo "let go\n"; } }
$timer = Swoole\Timer::after(1000, function () { echo "timeout\n"; }, new Held);
var_dump(Swoole\Timer::clear($timer));
var_dump($timer);
var_dump(Swoole\Timer::clear(-1), swoole_timer_clear(77));
?>
--EXPECT--
let go
bool(true)
int(1)
bool(false)
bool(false)
