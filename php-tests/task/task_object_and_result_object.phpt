--TEST--
task_use_object and event_object give objects
--FILE--
<?php
// manual, task_use_object, event_object, Swoole\Server\TaskResult.
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1, 'task_use_object' => true, 'event_object' => true]);
    $server->on('Task', function ($server, Swoole\Server\Task $task) {
        $task->finish(['fd' => $task->data, 'flags' => $task->flags]);
    });
    $server->on('Receive', fn ($server, $event) => $server->task($event->fd));
    $server->on('Finish', fn ($server, Swoole\Server\TaskResult $result) => $server->send($result->data['fd'], json_encode([$result->task_id, $result->task_worker_id, $result->data, is_float($result->dispatch_time)]) . "\n"));
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
[0,1,{"fd":1,"flags":6},true]
[0,1,{"fd":1,"flags":6},true]
