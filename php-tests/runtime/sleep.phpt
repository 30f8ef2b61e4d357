--TEST--
SWOOLE_HOOK_SLEEP: sleep(), usleep(), time_nanosleep() and time_sleep_until() let other coroutines go on
--FILE--
<?php
/* https://wiki.swoole.com/en/#/runtime?id=swoole_hook_sleep */
use Swoole\Coroutine;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_SLEEP]);
$sleeps = [
    'sleep' => fn () => sleep(1),
    'usleep' => fn () => usleep(1000),
    'time_nanosleep' => fn () => time_nanosleep(0, 1_000_000),
    'time_sleep_until' => fn () => time_sleep_until(microtime(true) + 1),
    'first class callable' => fn () => (usleep(...))(1000),
    'array_map' => fn () => array_map('usleep', [1000])[0],
];
Coroutine\run(function () use ($sleeps) {
    foreach ($sleeps as $name => $sleep) {
        $awake = false;
        $done = new Coroutine\Channel(1);
        go(function () use ($sleep, &$awake, $done) {
            $result = $sleep();
            $awake = true;
            $done->push([$result]);
        });
        // The other coroutine sleeps now, or it would have blocked this one.
        echo $name, ': ', var_export($awake, true), ' ', json_encode($done->pop(10)[0]), "\n";
    }
    $begun = microtime(true);
    usleep(20000);
    var_dump(microtime(true) - $begun >= 0.02);
});
// Outside of a coroutine they block as ever.
var_dump(sleep(0), usleep(1), time_nanosleep(0, 1));
?>
--EXPECT--
sleep: false 0
usleep: false null
time_nanosleep: false true
time_sleep_until: false true
first class callable: false null
array_map: false null
bool(true)
int(0)
NULL
bool(true)
