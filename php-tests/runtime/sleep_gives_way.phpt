--TEST--
A sleep of a coroutine lets the others run, however short it is (manual, Coroutine::sleep: "will yield the current coroutine"; the hooked ones too)
--FILE--
<?php
Co::set(['hook_flags' => SWOOLE_HOOK_SLEEP]);
$sleeps = [
    'usleep(0)' => fn () => usleep(0),
    'time_nanosleep(0, 0)' => fn () => time_nanosleep(0, 0),
    'time_nanosleep(0, 1)' => fn () => time_nanosleep(0, 1),
    'sleep(0)' => fn () => sleep(0),
];
Co\run(function () use ($sleeps) {
    foreach ($sleeps as $name => $sleep) {
        go(function () use ($name, $sleep) {
            echo "$name begins\n";
            $sleep();
            echo "a sleep ends\n";
        });
        echo "meanwhile\n";
    }
});
?>
--EXPECT--
usleep(0) begins
meanwhile
time_nanosleep(0, 0) begins
meanwhile
time_nanosleep(0, 1) begins
meanwhile
sleep(0) begins
meanwhile
a sleep ends
a sleep ends
a sleep ends
a sleep ends
