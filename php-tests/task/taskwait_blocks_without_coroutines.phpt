--TEST--
With enable_coroutine off taskwait() and taskWaitMulti() work and block
--FILE--
<?php
// server-methods, taskwait: "blocks when not in coroutine mode".
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 2, 'enable_coroutine' => false]);
    $server->on('Task', fn ($server, $id, $from, $data) => $data * 2);
    $server->on('Receive', function ($server, $fd) {
        $server->send($fd, json_encode([Swoole\Coroutine::getCid(), $server->taskwait(4, 5), $server->taskWaitMulti([1, 2, 3], 5)]) . "\n");
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
[-1,8,[2,4,6]]
[-1,8,[2,4,6]]
