--TEST--
Process: three children, each reaped once with its pid, code and signal
--FILE--
<?php
// manual, Process, Usage Example; wait().
use Swoole\Process;
$pids = [];
for ($n = 1; $n <= 3; $n++) {
    $process = new Process(function () use ($n) { $n == 3 ? posix_kill(getmypid(), SIGKILL) : exit($n); });
    $pids[$process->start()] = $n;
}
$seen = [];
while ($status = Process::wait(true)) {
    $seen[$pids[$status["pid"]]] = "code={$status["code"]} signal={$status["signal"]}";
}
ksort($seen);
print_r($seen);
var_dump(Process::wait(false));
--EXPECT--
Array
(
    [1] => code=1 signal=0
    [2] => code=2 signal=0
    [3] => code=0 signal=9
)
bool(false)
