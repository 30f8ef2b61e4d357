--TEST--
Process: exit(0) ends as a script does, another status at once, an uncaught exception with 255
--FILE--
<?php
// manual, Process, exit(): "shutdown_function, __destruct"; otherwise terminated immediately.
use Swoole\Process;
register_shutdown_function(function () { if (defined("CHILD")) echo "shutdown\n"; });
foreach ([0, 4] as $status) {
    $process = new Process(function (Process $process) use ($status) { define("CHILD", 1); $process->exit($status); });
    $process->start();
    var_dump(Process::wait()["code"]);
}
ini_set("display_errors", "0"); ini_set("log_errors", "0");
$process = new Process(function () { throw new Exception("x"); });
$process->start();
var_dump(Process::wait()["code"]);
--EXPECT--
shutdown
int(0)
int(4)
int(255)
