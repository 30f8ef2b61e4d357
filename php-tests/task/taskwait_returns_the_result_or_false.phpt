--TEST--
taskwait() returns what the task returned, and false when its time is over
--FILE--
<?php
// server-methods, taskwait: "when the time is over false is returned".
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 2]);
    $server->on('Task', function ($server, $id, $from, $data) {
        if ($data === 'late') {
            usleep(400000);
        }
        return $data === 'nothing' ? null : [$data];
    });
    $server->on('Receive', function ($server, $fd) {
        $server->send($fd, json_encode([$server->taskwait('x', 5), $server->taskwait(['y' => 1.5], 5, 1), $server->taskwait('late', 0.05), $server->taskwait('nothing', 0.05), $server->taskwait('z', 5, 0)]) . "\n");
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
[["x"],[{"y":1.5}],false,false,["z"]]
[["x"],[{"y":1.5}],false,false,["z"]]
