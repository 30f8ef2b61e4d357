--TEST--
stats() tells of task workers and tasks
--FILE--
<?php
// server-methods, task: "stats() gives the state of the tasks in the queue".
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1]);
    $server->on('Task', function () {
        usleep(300000);
    });
    $server->on('Receive', function ($server, $fd) {
        $keys = array_flip(['task_worker_num', 'task_idle_worker_num', 'tasking_num', 'task_count']);
        Co::sleep(0.1);
        $before = array_intersect_key($server->stats(), $keys);
        $server->task('a');
        $server->task('b');
        Co::sleep(0.1);
        $server->send($fd, json_encode([$before, array_intersect_key($server->stats(), $keys)]) . "\n");
    });
    $server->on('Finish', fn () => null);
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
[{"task_worker_num":1,"task_idle_worker_num":1,"tasking_num":0,"task_count":0},{"task_worker_num":1,"task_idle_worker_num":0,"tasking_num":2,"task_count":2}]
[{"task_worker_num":1,"task_idle_worker_num":1,"tasking_num":0,"task_count":0},{"task_worker_num":1,"task_idle_worker_num":0,"tasking_num":2,"task_count":2}]
