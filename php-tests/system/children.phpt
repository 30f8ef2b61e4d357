--TEST--
System::waitPid() and wait(): the child, its code and its signal; a time limit; no child
--FILE--
<?php
use Swoole\Coroutine\System;
use Swoole\Process;
$first = new Process(function () { usleep(100000); exit(7); }, false, 0, false);
$second = new Process(function () { usleep(300000); posix_kill(getmypid(), SIGKILL); }, false, 0, false);
[$a, $b] = [$first->start(), $second->start()];
Co\run(function () use ($a, $b) {
    var_dump(System::waitPid($a, 0.001), swoole_last_error());
    $status = System::waitPid($a, 10);
    echo json_encode([$status['pid'] === $a, $status['code'], $status['signal']]), "\n";
    // A command's end is its own, even when any child is waited for.
    go(fn () => print(json_encode(System::exec('exit 5')['code']) . "\n"));
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
