--TEST--
A worker that does not end within max_wait_time is killed
--FILE--
<?php
// manual, setting max_wait_time: the manager kills the worker by force after it.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'max_wait_time' => 1]);
    $server->on('WorkerStart', function () {
        fwrite(STDOUT, "start\n");
    });
    $server->on('Receive', function ($server, $fd) {
        $server->send($fd, "stuck\n");
        while (true);
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$client = $run->connect();
echo ask($client, 'x'), "\n";
$run->signal(SIGUSR1);
$run->wait('start', 2);
echo ask($client, 'y'), "\n";
echo 'status ', $run->stop(), "\n";
?>
--EXPECT--
stuck
stuck
status 0
