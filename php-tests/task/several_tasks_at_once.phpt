--TEST--
taskWaitMulti() leaves out what is late, taskCo() says false; the order is that of the tasks
--FILE--
<?php
// server-methods, taskWaitMulti: "an array of results, in the order of the tasks"; taskCo.
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
            usleep(300000);
        }
        return $data;
    });
    $server->on('Receive', function ($server, $fd) {
        $all = [$server->taskWaitMulti(['a', ['b'], 3], 5), $server->taskCo(['x' => 'a', 'y' => 'b'], 5), $server->taskCo(['a', 'late'], 0.1)];
        Co::sleep(0.3);
        $all[] = $server->taskWaitMulti(['late', 'b'], 0.1);
        $all[] = @$server->taskWaitMulti(array_fill(0, 1025, 'x'));
        $all[] = $server->taskCo([]);
        $server->send($fd, json_encode($all) . "\n");
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
[["a",["b"],3],["a","b"],["a",false],{"1":"b"},false,false]
[["a",["b"],3],["a","b"],["a",false],{"1":"b"},false,false]
