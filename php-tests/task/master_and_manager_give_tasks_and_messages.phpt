--TEST--
task() and sendMessage() from onStart and onManagerStart; what would wait for an answer is refused there
--FILE--
<?php
// As Swoole 6.2.2: master and manager may give tasks and send messages; nobody gets the result of such a task.
require __DIR__ . '/../include/harness.php';
$server = server(function (string $where) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1]);
    $server->on('Receive', fn () => 1);
    $server->on('Task', function ($server, $id, $source, $data) {
        fwrite(STDOUT, "task $id: " . strlen($data) . "\n");
    });
    $server->on('Finish', fn () => fwrite(STDOUT, "finish\n"));
    $server->on('PipeMessage', fn ($server, $source, $data) => fwrite(STDOUT, "message at {$server->worker_id}: " . json_encode($data) . "\n"));
    $server->on($where, function ($server) {
        set_error_handler(function ($level, $text) { fwrite(STDOUT, "warning: $text\n"); return true; });
        $results = [
            $server->task('T', 0), $server->task(str_repeat('x', 3000000)),
            $server->sendMessage(['M'], 0), $server->sendMessage('M', 1), $server->sendMessage('M', 9),
            $server->taskwait('W'), $server->taskWaitMulti(['W']),
        ];
        fwrite(STDOUT, json_encode($results) . "\n");
    });
    ready($server);
    $server->start();
});
foreach (['Start', 'ManagerStart'] as $where) {
    $run = $server->start($where);
    $run->wait('task 1');
    $run->wait('message', 2);
    $run->stop();
    $lines = explode("\n", trim($run->output()));
    sort($lines);
    echo implode("\n", $lines), "\n";
}
?>
--EXPECT--
[0,1,true,true,false,false,false]
message at 0: ["M"]
message at 1: "M"
task 0: 1
task 1: 3000000
warning: Swoole\Server::sendMessage(): worker_id[9] is invalid
warning: Swoole\Server::taskWaitMulti(): taskWaitMulti method can only be used in the worker process
warning: Swoole\Server::taskwait(): taskwait method can only be used in the worker process
[0,1,true,true,false,false,false]
message at 0: ["M"]
message at 1: "M"
task 0: 1
task 1: 3000000
warning: Swoole\Server::sendMessage(): worker_id[9] is invalid
warning: Swoole\Server::taskWaitMulti(): taskWaitMulti method can only be used in the worker process
warning: Swoole\Server::taskwait(): taskwait method can only be used in the worker process
