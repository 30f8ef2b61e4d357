--TEST--
Process: what an executed program prints is read from the pipe
--FILE--
<?php
// manual, Process, exec(), example 3.
use Swoole\Process;
$process = new Process(function (Process $process) { $process->exec("/bin/echo", ["hello", "a b"]); }, true);
$process->start();
var_dump($process->read());
$status = Process::wait();
var_dump($status["code"]);
$process = new Process(function (Process $process) { var_dump(@$process->exec("/nonexistent", [])); });
$process->start();
Process::wait();
--EXPECT--
string(10) "hello a b
"
int(0)
bool(false)
