--TEST--
Server::addCommand() and command(): the callback runs in the process that is named, data and answer travel as JSON
--FILE--
<?php
// manual, Server->addCommand(), command(); where it is silent as Swoole 6.2.2: the callback gets the data as JSON and gives JSON, the master
// (in BASE, worker 0) calls its own part directly.
require __DIR__ . '/../include/harness.php';
$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'task_worker_num' => 2]);
    $server->on('Receive', fn () => 1);
    $server->on('Task', fn () => 1);
    $all = SWOOLE_SERVER_COMMAND_MASTER | SWOOLE_SERVER_COMMAND_MANAGER | SWOOLE_SERVER_COMMAND_EVENT_WORKER | SWOOLE_SERVER_COMMAND_TASK_WORKER;
    var_dump($server->addCommand('who', $all, fn ($server, $data) => json_encode([getmypid(), $server->getWorkerId(), $data])));
    var_dump($server->addCommand('who', $all, fn () => '1'));
    var_dump($server->addCommand('large', $all, fn ($server, $data) => json_encode(strlen(json_decode($data)) === 5000000 ? str_repeat('y', 5000000) : 'short')));
    $server->on('Start', function ($server) {
        Swoole\Coroutine::sleep(0.1);
        $workers = array_map(fn ($id) => $server->getWorkerPid($id), range(0, 3));
        foreach ([[0, SWOOLE_SERVER_COMMAND_MASTER], [0, SWOOLE_SERVER_COMMAND_MANAGER], [0, SWOOLE_SERVER_COMMAND_EVENT_WORKER], [1, SWOOLE_SERVER_COMMAND_EVENT_WORKER], [0, SWOOLE_SERVER_COMMAND_TASK_WORKER], [1, SWOOLE_SERVER_COMMAND_TASK_WORKER]] as $number => [$id, $type]) {
            [$pid, $worker, $data] = $server->command('who', $id, $type, ['number' => $number]);
            $expected = [$server->master_pid, $server->manager_pid, ...$workers][$number];
            echo "$number: ", $pid === $expected ? 'right' : "$pid is not $expected", ", ", var_export($worker, true), ", $data\n";
        }
        var_dump($server->command('who', 1, SWOOLE_SERVER_COMMAND_TASK_WORKER, null, false) === json_encode([$workers[3], 3, 'null']));
        var_dump(strlen($server->command('large', 1, SWOOLE_SERVER_COMMAND_EVENT_WORKER, str_repeat('x', 5000000))));
        echo "done\n";
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $run->wait('done');
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
bool(true)
bool(false)
bool(true)
0: right, false, {"number":0}
1: right, false, {"number":1}
2: right, 0, {"number":2}
3: right, 1, {"number":3}
4: right, 2, {"number":4}
5: right, 3, {"number":5}
bool(true)
int(5000000)
done
bool(true)
bool(false)
bool(true)
0: right, 0, {"number":0}
1: right, false, {"number":1}
2: right, 0, {"number":2}
3: right, 1, {"number":3}
4: right, 2, {"number":4}
5: right, 3, {"number":5}
bool(true)
int(5000000)
done
