--TEST--
Process: parent and child talk over exportSocket()
--FILE--
<?php
// manual, Process, exportSocket(), first example; "Calling this method multiple times will return the same object".
use Swoole\Process;
use function Swoole\Coroutine\run;

$proc1 = new Process(function (Process $proc) {
    $socket = $proc->exportSocket();
    echo $socket->recv();
    // Before the answer, so that the two processes print in one order.
    echo "proc1 stop\n";
    $socket->send("hello master\n");
}, false, 1, true);

$proc1->start();

run(function () use ($proc1) {
    $socket = $proc1->exportSocket();
    var_dump($socket === $proc1->exportSocket());
    $socket->send("hello pro1\n");
    var_dump($socket->recv());
});
Process::wait(true);
var_dump(@(new Process('strlen', false, 0))->exportSocket());
--EXPECT--
bool(true)
hello pro1
proc1 stop
string(13) "hello master
"
bool(false)
