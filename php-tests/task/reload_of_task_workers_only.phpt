--TEST--
reload(true) replaces task workers and no others; task_max_request does too
--FILE--
<?php
// server-methods, reload: "$onlyReloadTaskWorker"; manual, task_max_request.
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1, 'task_max_request' => 3]);
    $server->on('Task', fn () => getmypid());
    $server->on('Receive', function ($server, $fd) {
        $first = $server->taskwait('x', 5);
        $own = getmypid();
        $server->reload(true);
        while (($second = $server->taskwait('x', 1)) === $first || $second === false) {
            Co::sleep(0.01);
        }
        $pids = [];
        for ($i = 0; $i < 12; $i++) {
            $pids[$server->taskwait('x', 5)] = 1;
        }
        $server->send($fd, json_encode([$own === $server->getWorkerPid(0), count($pids) >= 3, $server->getWorkerPid(1) > 0]) . "\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    echo hear_all($client, 'go'), "\n";
    $run->stop();
    $run->assert_gone();
}
?>
--EXPECT--
[true,true,true]
[true,true,true]
