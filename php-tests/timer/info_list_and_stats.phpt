--TEST--
info(), list() and stats() have the documented shape (manual, Timer: info, list, stats)
--FILE--
<?php
use Swoole\Timer;
echo json_encode(Timer::stats()), "\n";
$tick = Timer::tick(20, function ($id) {
    static $count = 0;
    $info = Timer::info($id);
    echo $info['exec_count'], ' ', $info['interval'], ' ', json_encode($info['removed']), "\n";
    if (++$count === 2) {
        Timer::clear($id);
        var_dump(Timer::info($id)['removed']);
    }
});
$after = Timer::after(1, fn () => var_dump(Timer::exists($GLOBALS['after'])));
echo implode(' ', array_keys(Timer::info($tick))), "\n";
echo Timer::info($after)['interval'], "\n";
$ids = iterator_to_array(Timer::list());
sort($ids);
echo get_class(Timer::list()), ' ', json_encode($ids), ' ', count(Timer::list()), "\n";
echo json_encode(Timer::stats()), "\n";
var_dump(Timer::info(99));
Swoole\Event::wait();
var_dump(Timer::info($tick));
?>
--EXPECT--
{"initialized":false,"num":0,"round":0}
exec_msec exec_count interval round removed
0
Swoole\Timer\Iterator [1,2] 2
{"initialized":true,"num":2,"round":0}
NULL
bool(true)
0 20 false
1 20 false
bool(true)
NULL
