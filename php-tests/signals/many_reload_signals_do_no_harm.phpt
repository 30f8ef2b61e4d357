--TEST--
Reload signals during a reload do no harm
--FILE--
<?php
// manual, reload: "When a reload is in progress, receiving a new restart signal will be discarded".
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
ask($client, 'x');
$run->wait('WorkerStart', 2);
for ($i = 0; $i < 50; $i++) {
    $run->signal(SIGUSR1);
    echo preg_match('/^\d+ \d+$/', ask($client, 'x')) ? '' : "lost\n";
}
echo 'status ', $run->stop(), "\n";
?>
--EXPECT--
status 0
