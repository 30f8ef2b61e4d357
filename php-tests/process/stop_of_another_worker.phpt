--TEST--
stop($id) ends another worker, an unknown id fails
--FILE--
<?php
// manual, stop: the worker id; -1 is the current process.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2]);
    $server->on('WorkerStart', function ($server, $id) {
        fwrite(STDOUT, "start $id\n");
    });
    $server->on('Receive', function ($server, $fd) {
        var_dump($server->stop(99), $server->stop(1 - $server->worker_id));
        $server->send($fd, (1 - $server->worker_id) . "\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$run->wait('start', 2);
$other = ask($run->connect(), 'x');
$run->wait("start $other", 2);
preg_match_all('/bool.*/', $run->output(), $results);
echo implode("\n", $results[0]), "\n";
$run->stop();
?>
--EXPECT--
bool(false)
bool(true)
