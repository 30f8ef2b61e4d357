--TEST--
A worker that has served max_request requests is replaced, and no request is lost
--FILE--
<?php
// manual, setting max_request; connections of PROCESS mode stay.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'max_request' => 10]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, getmypid() . "\n"));
    $server->on('WorkerStop', function () {
        fwrite(STDOUT, "stop\n");
    });
    $server->on('WorkerError', function () {
        fwrite(STDOUT, "error\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$client = $run->connect();
for ($i = 0; $i < 100; $i++) {
    $pids[] = ask($client, 'x');
}
$workers = count(array_unique($pids));
var_dump($workers >= 4 && $workers <= 11, count($pids));
$run->stop();
var_dump(substr_count($run->output(), 'stop') >= $workers, substr_count($run->output(), 'error'));
?>
--EXPECT--
bool(true)
int(100)
bool(true)
int(0)
