--TEST--
Event::dispatch runs one turn of the loop (manual, Event: dispatch)
--FILE--
<?php
$over = false;
Swoole\Timer::after(10, function () use (&$over) { $over = true; });
for ($turns = 0; !$over && $turns < 1000; $turns++) {
    if (Swoole\Event::dispatch() !== true) {
        echo "not true\n";
    }
}
var_dump($over, $turns < 20);
?>
--EXPECT--
bool(true)
bool(true)
