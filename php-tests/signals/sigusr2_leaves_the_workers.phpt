--TEST--
SIGUSR2 restarts task workers only: the workers stay
--FILE--
<?php
// server-methods, reload: "通过向主进程发送 `SIGUSR2` 信号,等同于$server->reload(true)".
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
$first = ask($client, 'x');
$run->wait('WorkerStart', 2);
$run->signal(SIGUSR2);
for ($i = 0; $i < 20; $i++) {
    $same[] = ask($client, 'x') === $first;
}
var_dump(!in_array(false, $same));
echo 'status ', $run->stop(), ' ', substr_count($run->output(), 'WorkerStart'), "\n";
?>
--EXPECT--
bool(true)
status 0 2
