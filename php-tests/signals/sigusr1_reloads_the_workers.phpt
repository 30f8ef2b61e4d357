--TEST--
SIGUSR1 to the master or the manager replaces the workers
--FILE--
<?php
// server-methods, reload: "通过向主进程发送 `SIGUSR1` 信号,等同于$server->reload()".
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

$run = $server->start(SWOOLE_PROCESS);
$client = $run->connect();
[$first, $manager] = explode(' ', ask($client, 'x'));
$run->wait('WorkerStart', 2);
$run->signal(SIGUSR1);
$run->wait('AfterReload');
$run->wait('WorkerStart', 4);
[$second] = explode(' ', ask($client, 'x'));
$run->signal(SIGUSR1, (int) $manager);
$run->wait('AfterReload', 2);
$run->wait('WorkerStart', 6);
[$third] = explode(' ', ask($client, 'x'));
echo count(array_unique([$first, $second, $third])), " workers, same connection\n";
$run->stop();
echo substr_count($run->output(), 'BeforeReload'), ' ', substr_count($run->output(), 'WorkerStop'), "\n";
?>
--EXPECT--
3 workers, same connection
2 6
