--TEST--
stop() ends the current worker after WorkerStop, and the manager replaces it
--FILE--
<?php
// server-methods, stop: "退出后将重启一个新的worker进程". It is no error.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1]);
    foreach (['WorkerStart', 'WorkerStop', 'WorkerError'] as $event) {
        $server->on($event, function () use ($event) {
            fwrite(STDOUT, "$event\n");
        });
    }
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, getmypid() . "\n");
        if ($data === 'stop') {
            var_dump($server->stop());
        }
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$client = $run->connect();
$old = ask($client, 'stop');
$run->wait('WorkerStart', 2);
var_dump(ask($client, 'x') !== $old);
echo $run->output();
$run->stop();
?>
--EXPECT--
bool(true)
WorkerStart
bool(true)
WorkerStop
WorkerStart
