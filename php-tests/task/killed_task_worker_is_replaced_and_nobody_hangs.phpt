--TEST--
kill -9 of a task worker under load: its caller gets false, queued tasks are done by the successor, WorkerError is told
--FILE--
<?php
// manual, onWorkerError: tells of task workers too; server-methods, taskwait: false when the time is over.
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1]);
    $server->on('Task', function ($server, $id, $from, $data) {
        if ($data === 'die') {
            posix_kill(getmypid(), SIGKILL);
        }
        return $data;
    });
    $server->on('Finish', fn () => null);
    $server->on('WorkerError', function ($server, $id, $pid, $code, $signal) {
        fwrite(STDOUT, "WorkerError $id $code $signal\n");
    });
    $server->on('Receive', function ($server, $fd) {
        $done = 0;
        $dead = null;
        go(function () use ($server, &$dead) {
            $dead = $server->taskwait('die', 1);
        });
        for ($i = 0; $i < 100; $i++) {
            $server->task($i, -1, function () use (&$done) {
                $done++;
            });
        }
        while ($dead === null || $done < 100) {
            Co::sleep(0.01);
        }
        $server->send($fd, json_encode([$dead, $done, $server->taskwait('alive', 5)]) . "\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    echo hear_all($run->connect(), 'go'), "\n";
    $run->wait('WorkerError 1 0 9');
    $run->stop();
    $run->assert_gone();
}
?>
--EXPECT--
[false,100,"alive"]
[false,100,"alive"]
