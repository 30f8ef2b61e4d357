--TEST--
exit() and an uncaught exception in a callback without coroutines end the worker, and it is replaced
--FILE--
<?php
// manual, max_request: "When a fatal error occurs within the worker process or exit is manually executed, the process
// will exit automatically. The master process will start a new worker". The original, 6.2.2, prints the error and lets
// the worker go on.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'enable_coroutine' => false]);
    $server->on('WorkerError', function ($server, $id, $pid, $code, $signal) {
        fwrite(STDOUT, "[error $id $signal]\n");
    });
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, getmypid() . "\n");
        match ($data) {
            'exit' => exit(7),
            'throw' => throw new RuntimeException('thrown'),
            default => null,
        };
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$client = $run->connect();
$pids[] = ask($client, 'exit');
$run->wait('[error');
$pids[] = ask($client, 'throw');
$run->wait('[error', 2);
$pids[] = ask($client, 'x');
echo count(array_unique($pids)), "\n";
$run->stop();
?>
--EXPECT--
3
