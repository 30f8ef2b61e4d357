--TEST--
PROCESS mode is a master, a manager and worker_num workers
--FILE--
<?php
// manual, server/methods, start: "worker_num+2 processes will be created".
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 3]);
    $server->on('WorkerStart', function () {
        echo "started\n";
    });
    $server->on('Receive', fn () => null);
    ready($server);
    $server->start();
});

$run = $server->start();
$run->wait('started', 3);
echo count($run->processes()), "\n";
$run->stop();
?>
--EXPECT--
5
