--TEST--
BASE mode with one worker is one process
--FILE--
<?php
// manual, BASE mode: without workers to keep there is no manager.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, getmypid() . ' ' . $server->getMasterPid() . ' ' . $server->getManagerPid() . ' ' . $server->worker_id . "\n"));
    ready($server);
    $server->start();
});

$run = $server->start();
echo ask($run->connect(), 'x') === "$run->pid $run->pid 0 0" ? 'one' : 'wrong', ' ', count($run->processes()), "\n";
$run->stop();
?>
--EXPECT--
one 1
