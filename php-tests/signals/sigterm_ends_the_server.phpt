--TEST--
SIGTERM to the master ends the server in order
--FILE--
<?php
// server-methods, shutdown: "向主进程发送 `SIGTERM` 信号也可以实现关闭服务".
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

foreach ([[SWOOLE_PROCESS, 2], [SWOOLE_BASE, 2], [SWOOLE_BASE, 1]] as [$mode, $workers]) {
    $run = $server->start($mode, $workers);
    $client = $run->connect();
    ask($client, 'x');
    $run->wait('WorkerStart', $workers);
    if ($workers > 1) {
        $run->wait('ManagerStart');
    }
    echo 'status ', $run->stop(SIGTERM), ' ', substr_count($run->output(), 'WorkerStop'), ' stopped, ', substr_count($run->output(), "\nShutdown"), ' shut down, ';
    var_dump(closed($client));
}
?>
--EXPECT--
status 0 2 stopped, 1 shut down, bool(true)
status 0 2 stopped, 1 shut down, bool(true)
status 0 1 stopped, 1 shut down, bool(true)
