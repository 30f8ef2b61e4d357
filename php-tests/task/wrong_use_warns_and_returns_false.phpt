--TEST--
Tasks where there can be none: the documented warning and false
--FILE--
<?php
// server-methods, task, taskwait, finish, addProcess: what can not be used where.
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
        set_error_handler(function ($level, $message) use (&$said) {
            $said[] = $message;
            return true;
        });
        $results = [$server->task('x'), $server->taskwait('x'), $server->taskWaitMulti(['x']), $server->taskCo(['x']), swoole_last_error()];
        return json_encode([$results, $said], JSON_UNESCAPED_SLASHES);
    });
    $server->on('Receive', function ($server, $fd) {
        set_error_handler(function ($level, $message) use (&$said) {
            $said[] = $message;
            return true;
        });
        $results = [$server->task('x', 2), $server->taskwait('x', 1, 9), swoole_last_error()];
        try {
            $server->task(fn () => 1);
        } catch (Exception $exception) {
            $results[] = $exception->getMessage();
        }
        $server->send($fd, json_encode([$results, $said], JSON_UNESCAPED_SLASHES) . ' ' . $server->taskwait('wrong', 5) . "\n");
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
[[false,false,503,"Serialization of 'Closure' is not allowed"],["Swoole\\Server::task(): worker_id must be less than task_worker_num[2]","Swoole\\Server::taskwait(): worker_id must be less than task_worker_num[2]"]] [[false,false,false,false,503],["Swoole\\Server::task(): Server->task() cannot use in the task-worker","Swoole\\Server::taskwait(): taskwait method can only be used in the worker process","Swoole\\Server::taskWaitMulti(): taskWaitMulti method can only be used in the worker process","Swoole\\Server::taskCo(): taskCo method can only be used in the worker process"]]
[[false,false,503,"Serialization of 'Closure' is not allowed"],["Swoole\\Server::task(): worker_id must be less than task_worker_num[2]","Swoole\\Server::taskwait(): worker_id must be less than task_worker_num[2]"]] [[false,false,false,false,503],["Swoole\\Server::task(): Server->task() cannot use in the task-worker","Swoole\\Server::taskwait(): taskwait method can only be used in the worker process","Swoole\\Server::taskWaitMulti(): taskWaitMulti method can only be used in the worker process","Swoole\\Server::taskCo(): taskCo method can only be used in the worker process"]]
