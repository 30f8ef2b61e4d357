--TEST--
At shutdown BeforeShutdown comes first, Shutdown last
--FILE--
<?php
// manual, server/events: WorkerStop in the workers, then ManagerStop, "The last event when the server shutdown program
// terminates is onShutdown".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2]);
    foreach (['BeforeShutdown', 'WorkerStop', 'ManagerStop', 'Shutdown'] as $event) {
        $server->on($event, function () use ($event) {
            fwrite(STDOUT, "$event\n");
        });
    }
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    ready($server);
    var_dump($server->start());
});
$run = $server->start(SWOOLE_PROCESS);
ask($run->connect(), 'x');
$run->stop();
echo $run->output();
?>
--EXPECT--
BeforeShutdown
WorkerStop
WorkerStop
ManagerStop
Shutdown
bool(true)
