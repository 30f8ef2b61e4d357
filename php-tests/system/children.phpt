--TEST--
System::waitPid() and wait(): the child, its code and its signal; a time limit; no child
--FILE--
<?php
use Swoole\Coroutine\System;
use Swoole\Process;
$sign = sys_get_temp_dir() . '/rswoole-test-' . getmypid();
$parent = getmypid();
$first = new Process(function () use ($sign, $parent) {
    while (!file_exists($sign) && posix_getppid() === $parent) {
        usleep(1000);
    }
    exit(7);
}, false, 0, false);
$second = new Process(fn () => sleep(60), false, 0, false);
[$a, $b] = [$first->start(), $second->start()];
Co\run(function () use ($a, $b, $sign) {
    var_dump(System::waitPid($a, 0.001), swoole_last_error());
    touch($sign);
    $status = System::waitPid($a, 10);
    unlink($sign);
    echo json_encode([$status['pid'] === $a, $status['code'], $status['signal']]), "\n";
    // A command's end is its own, even when any child is waited for.
    go(function () use ($b) {
        echo json_encode(System::exec('exit 5')['code']) . "\n";
        posix_kill($b, SIGKILL);
    });
    $status = System::wait(10);
    echo json_encode([$status['pid'] === $b, $status['code'], $status['signal']]), "\n";
    var_dump(System::wait(0.01), swoole_errno(), System::waitPid($a, 0.01));
});
?>
--EXPECT--
bool(false)
int(110)
[true,7,0]
5
[true,0,9]
bool(false)
int(10)
bool(false)
