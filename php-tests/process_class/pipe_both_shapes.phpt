--TEST--
Process: read() and write() over the pipe, as a stream and with borders
--FILE--
<?php
// manual, Process: read(), write(), pipe_type 1 and 2.
use Swoole\Process;
foreach ([1, 2] as $type) {
    $process = new Process(function (Process $process) {
        $process->write("got " . $process->read());
        $process->write("second");
    }, false, $type);
    $process->start();
    var_dump($process->write("ping"));
    Process::wait();
    var_dump($process->read());
    if ($type == 2) {
        var_dump($process->read());
    }
}
--EXPECT--
int(4)
string(14) "got pingsecond"
int(4)
string(8) "got ping"
string(6) "second"
