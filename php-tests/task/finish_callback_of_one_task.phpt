--TEST--
The third argument of task() gets the result instead of onFinish
--FILE--
<?php
// server-methods, task: "$finishCallback: called when the task is done; if not set, the onFinish event".
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 2]);
    $server->on('Task', fn ($server, $id, $from, $data) => strrev($data));
    $server->on('Receive', function ($server, $fd) {
        $server->task('abc', -1, fn ($server, $id, $data) => $server->send($fd, "$id $data\n"));
    });
    $server->on('Finish', fn () => print("not this one\n"));
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
0 cba
0 cba
