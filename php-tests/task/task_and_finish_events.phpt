--TEST--
task() returns an id, onTask gets four arguments, its return value reaches onFinish
--FILE--
<?php
// server-methods, task: "returns the task id (it may be 0)"; manual, onTask: "return is equivalent to finish".
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 2]);
    $server->on('Task', fn ($server, $id, $from, $data) => [$id, $from, $data, $server->taskworker, $server->worker_id >= 1]);
    $server->on('Receive', function ($server, $fd) {
        $server->send($fd, json_encode([$server->taskworker, $server->task(['fd' => $fd])]) . ' ');
    });
    $server->on('Finish', fn ($server, $id, $data) => $server->send($data[2]['fd'], json_encode([$id, $data]) . "\n"));
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
[false,0] [0,[0,0,{"fd":1},true,true]]
[false,0] [0,[0,0,{"fd":1},true,true]]
