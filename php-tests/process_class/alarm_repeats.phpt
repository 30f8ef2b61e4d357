--TEST--
Process::alarm: repeats until it is cleared
--FILE--
<?php
// manual, Process, alarm().
use Swoole\Process;
use Swoole\Coroutine;
Coroutine\run(function () {
    $done = 0;
    Process::signal(SIGALRM, function () use (&$done) { echo "alarm ", ++$done, "\n"; if ($done == 3) Process::alarm(-1); });
    Process::alarm(10000);
    for ($end = microtime(true) + 5; $done < 3 && microtime(true) < $end;) Coroutine::sleep(0.01);
});
--EXPECT--
alarm 1
alarm 2
alarm 3
