--TEST--
SIGUSR1 replaces the workers of BASE mode and the port answers on
--FILE--
<?php
// manual, reload, Base Mode: "reloading will disconnect all connections" (a server may do better).
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, int $workers = 2) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => $workers]);
    foreach (['ManagerStart', 'WorkerStart', 'BeforeShutdown', 'Shutdown', 'WorkerStop', 'BeforeReload', 'AfterReload'] as $event) {
        $server->on($event, function () use ($event) {
            fwrite(STDOUT, "$event\n");
        });
    }
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, getmypid() . " $server->manager_pid\n"));
    ready($server);
    $server->start();
});

$run = $server->start(SWOOLE_BASE);
[$first] = explode(' ', ask($run->connect(), 'x'));
$run->wait('WorkerStart', 2);
$run->wait('ManagerStart');
$run->signal(SIGUSR1);
$run->wait('AfterReload');
$run->wait('WorkerStart', 4);
[$second] = explode(' ', ask($run->connect(), 'x'));
var_dump($first !== $second);
$run->stop();
?>
--EXPECT--
bool(true)
