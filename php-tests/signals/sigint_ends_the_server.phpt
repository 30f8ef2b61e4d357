--TEST--
SIGINT ends the server and leaves nothing
--FILE--
<?php
// manual, onShutdown: Ctrl+C ends the program; whether Shutdown runs is not promised. The original, 6.2.2, leaves the
// workers of BASE mode behind.
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
    $run->stop(SIGINT);
    var_dump(closed($client));
}
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
