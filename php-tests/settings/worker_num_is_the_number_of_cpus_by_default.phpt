--TEST--
Without worker_num PROCESS mode starts a worker for every CPU, BASE mode one
--FILE--
<?php
// manual, setting worker_num: default is the CPU cores.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, $server->setting['worker_num'] . "\n"));
    ready($server);
    $server->start();
});

$run = $server->start(SWOOLE_PROCESS);
echo ask($run->connect(), 'x') === trim(shell_exec('nproc')) ? 'CPUs' : 'wrong', "\n";
$run->stop();
$run = $server->start(SWOOLE_BASE);
echo ask($run->connect(), 'x'), "\n";
$run->stop();
?>
--EXPECT--
CPUs
1
