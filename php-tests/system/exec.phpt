--TEST--
System::exec(): code, signal and output of a shell command, while other coroutines go on
--FILE--
<?php
use Swoole\Coroutine\System;
Co\run(function () {
    echo json_encode(System::exec('echo hi; exit 3')), "\n";
    echo json_encode(System::exec('echo hi; echo err >&2; exit 3', true)), "\n";
    echo json_encode(System::exec('kill -9 $$')), "\n";
    echo json_encode(Co::exec('exit 0')), "\n";
    var_dump(strlen(System::exec('head -c 3000000 /dev/zero')['output']));
    $order = [];
    $slow = go(function () use (&$order) {
        System::exec('sleep 0.3');
        $order[] = 'command';
    });
    go(function () use (&$order) {
        Co::sleep(0.01);
        $order[] = 'sleep';
    });
    Co::join([$slow]);
    echo implode(' ', $order), "\n";
});
?>
--EXPECT--
{"code":3,"signal":0,"output":"hi\n"}
{"code":3,"signal":0,"output":"hi\nerr\n"}
{"code":0,"signal":9,"output":""}
{"code":0,"signal":0,"output":""}
int(3000000)
sleep command
