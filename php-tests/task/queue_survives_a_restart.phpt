--TEST--
task_ipc_mode 2 and 3: what waits in the queue is done after a restart; nonsense in it is skipped
--FILE--
<?php
// manual, message_queue_key: "the queue will not be destroyed after the server ends. When the program is restarted, task processes will continue".
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode, int $ipc, int $key, bool $works) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1, 'task_ipc_mode' => $ipc, 'message_queue_key' => $key, 'max_wait_time' => 1]);
    $server->on('Task', function ($server, $id, $from, $data) use ($works) {
        if (!$works) {
            sleep(60);
        }
        fwrite(STDOUT, 'done ' . json_encode(is_string($data) ? substr($data, 0, 10) . strlen($data) : $data) . "\n");
        return $data;
    });
    $server->on('Finish', fn () => null);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if (str_starts_with($data, 'wait')) {
            return $server->send($fd, json_encode($server->taskwait('now', 5, 0)) . "\n");
        }
        $server->task('the one that is lost with its worker');
        Co::sleep(0.3);
        $server->send($fd, json_encode([$server->task(['n' => 1]), $server->task(str_repeat('x', 20000)), $server->task('last')]) . "\n");
    });
    ready($server);
    $server->start();
});

foreach ([[SWOOLE_PROCESS, 2], [SWOOLE_BASE, 3]] as [$mode, $ipc]) {
    $key = random_int(0x10000, 0x7fffffff);
    $run = $server->start($mode, $ipc, $key, false);
    echo hear_all($run->connect(), 'go'), "\n";
    $run->stop();
    $queue = msg_get_queue($key);
    msg_send($queue, 1, 'what is this?', false);
    msg_send($queue, 1, Swoole\Server\Task::pack(['from' => 'outside']), false);
    $run = $server->start($mode, $ipc, $key, true);
    foreach (['{"n":1}', '"xxxxxxxxxx20000"', '"last4"', '{"from":"outside"}'] as $done) {
        $run->wait("done $done");
    }
    echo hear_all($run->connect(), 'wait'), "\n";
    $run->stop();
    echo json_encode(msg_stat_queue($queue)['msg_qnum']), "\n";
    msg_remove_queue($queue);
}
?>
--EXPECT--
[1,2,3]
"now"
0
[1,2,3]
"now"
0
