--TEST--
A worker that dies in WorkerStart again and again does not keep the server from ending
--FILE--
<?php
// manual, onWorkerStart: "This may lead to a loop of continuously creating and destroying processes".
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('WorkerStart', function () {
        throw new RuntimeException('cannot start');
    });
    $server->on('WorkerError', function ($server, $id, $pid, $code, $signal) {
        fwrite(STDOUT, "died $code $signal\n");
    });
    $server->on('Receive', fn () => null);
    ready($server);
    $server->start();
});

$run = $server->start();
$run->wait('died 255 0', 3);
echo 'status ', $run->stop(), "\n";
?>
--EXPECT--
status 0
