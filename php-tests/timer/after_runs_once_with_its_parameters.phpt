--TEST--
Timer::after calls once, with the extra parameters, in a coroutine (manual, Timer: after)
--FILE--
<?php
$id = Swoole\Timer::after(5, function (...$params) {
    echo json_encode($params), ' in a coroutine: ', json_encode(Swoole\Coroutine::getCid() > 0), "\n";
}, 'A', ['B']);
var_dump($id);
Swoole\Event::wait();
var_dump(Swoole\Timer::exists($id));
?>
--EXPECT--
int(1)
["A",["B"]] in a coroutine: true
bool(false)
