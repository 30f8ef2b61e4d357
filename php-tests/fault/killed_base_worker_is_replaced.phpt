--TEST--
kill -9 of a BASE worker: WorkerError with signal 9, a successor, the port answers
--FILE--
<?php
// manual, onWorkerError; in BASE mode the clients of the dead worker lose their connection.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('WorkerStart', function () {
        fwrite(STDOUT, "started\n");
    });
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, getmypid() . "\n"));
    $server->on('WorkerError', function ($server, $id, $pid, $code, $signal) {
        fwrite(STDOUT, "died $code $signal\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$run->wait('started', 2);
for ($kill = 1; $kill <= 5; $kill++) {
    $client = $run->connect();
    $run->signal(SIGKILL, (int) ask($client, 'x'));
    $run->wait('died 0 9', $kill);
    var_dump(closed($client));
    $run->wait('started', 2 + $kill);
}
echo ctype_digit(ask($run->connect(), 'x')) ? 'answers' : 'wrong', ' ', count($run->processes()), "\n";
$run->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
answers 3
