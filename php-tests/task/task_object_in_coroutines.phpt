--TEST--
task_enable_coroutine: the callback runs in a coroutine, gets a Task object, and finish() is its result
--FILE--
<?php
// manual, task_enable_coroutine and Swoole\Server\Task.
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1, 'task_enable_coroutine' => true]);
    $server->on('Task', function (Swoole\Server $server, Swoole\Server\Task $task) {
        Co::sleep(0.01);
        $task->finish([$task->data, $task->id, $task->worker_id, $task->flags & SWOOLE_TASK_COROUTINE, is_float($task->dispatch_time), Co::getCid() > 0]);
        return 'no result';
    });
    $server->on('Receive', function ($server, $fd) {
        $server->send($fd, json_encode($server->taskCo([['a' => 1], 'b'], 5)) . "\n");
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
[[{"a":1},0,0,32,true,true],["b",1,0,32,true,true]]
[[{"a":1},0,0,32,true,true],["b",1,0,32,true,true]]
