--TEST--
SIGTERM to the manager ends the whole server
--FILE--
<?php
// manual, reload, Sending Signals: "Send this signal to the main process/management process to safely terminate the
// server". In the original, 6.2.2, the master stays.
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
[, $manager] = explode(' ', ask($run->connect(), 'x'));
$run->wait('WorkerStart', 2);
$run->signal(SIGTERM, (int) $manager);
echo 'status ', $run->wait_end(), "\n";
$run->assert_gone();
echo substr_count($run->output(), 'WorkerStop'), "\n";
?>
--EXPECT--
status 0
2
