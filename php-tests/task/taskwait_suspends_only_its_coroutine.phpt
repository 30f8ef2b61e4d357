--TEST--
taskwait() in a coroutine lets the other coroutines of the worker go on
--FILE--
<?php
// server-methods, taskwait: "in coroutine mode … the other coroutines are not blocked".
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 2]);
    $server->on('Task', function () {
        usleep(200000);
        return 'done';
    });
    $server->on('Receive', function ($server, $fd) {
        $order = [];
        go(function () use (&$order) {
            Co::sleep(0.02);
            $order[] = 'other';
        });
        $order[] = $server->taskwait('x', 5);
        $server->send($fd, implode(' ', $order) . "\n");
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
other done
other done
