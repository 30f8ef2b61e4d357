--TEST--
SIGTERM to a worker ends this worker in order, and the manager replaces it
--FILE--
<?php
// A worker ends gracefully: WorkerStop runs, no WorkerError.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1]);
    foreach (['WorkerStart', 'WorkerStop', 'WorkerError'] as $event) {
        $server->on($event, function () use ($event) {
            fwrite(STDOUT, "$event\n");
        });
    }
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, getmypid() . "\n"));
    ready($server);
    $server->start();
});

$run = $server->start();
$client = $run->connect();
$pid = ask($client, 'x');
$run->signal(SIGTERM, (int) $pid);
$run->wait('WorkerStart', 2);
var_dump(ask($client, 'x') !== $pid);
echo $run->output();
$run->stop();
?>
--EXPECT--
bool(true)
WorkerStart
WorkerStop
WorkerStart
