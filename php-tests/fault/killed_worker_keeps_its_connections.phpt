--TEST--
kill -9 of a worker: WorkerError with signal 9, a successor at once, connections kept
--FILE--
<?php
// manual, Process Mode: "abnormal exit of worker processes will not affect the connection itself". Twenty times,
// nothing outstanding.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, getmypid() . "\n"));
    $server->on('WorkerError', function ($server, $id, $pid, $code, $signal) {
        fwrite(STDOUT, "died $code $signal\n");
    });
    $server->on('Close', function () {
        fwrite(STDOUT, "closed\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start();
for ($i = 0; $i < 4; $i++) {
    $clients[$i] = $run->connect();
    $pids[$i] = ask($clients[$i], 'x');
}
for ($kill = 1; $kill <= 20; $kill++) {
    $run->signal(SIGKILL, (int) $pids[$kill % 4]);
    $run->wait('died 0 9', $kill);
    foreach ($clients as $i => $client) {
        $pids[$i] = ask($client, 'x');
    }
}
echo implode("\n", array_unique(explode("\n", trim($run->output())))), "\n";
echo count($run->processes()), " processes\n";
$run->stop();
?>
--EXPECT--
died 0 9
4 processes
