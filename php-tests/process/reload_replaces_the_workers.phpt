--TEST--
reload() replaces every worker and keeps the connections of PROCESS mode
--FILE--
<?php
// server-methods, reload; manual, Process Mode: "restarting … will not affect the connection itself".
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, ($data === 'reload' ? var_export($server->reload(), true) : $server->getWorkerPid(0) . ' ' . $server->getWorkerPid(1)) . "\n");
    });
    foreach (['BeforeReload', 'AfterReload', 'WorkerStop', 'WorkerStart'] as $event) {
        $server->on($event, function () use ($event) {
            fwrite(STDOUT, "$event\n");
        });
    }
    ready($server);
    $server->start();
});

$run = $server->start();
$run->wait('WorkerStart', 2);
$client = $run->connect();
$before = ask($client, 'pids');
echo ask($client, 'reload'), "\n";
$run->wait('AfterReload');
$run->wait('WorkerStart', 4);
$after = ask($client, 'pids');
echo count(array_intersect(explode(' ', $before), explode(' ', $after))), " of the old workers\n";
$lines = explode("\n", trim($run->output()));
echo $lines[2], ' ', substr_count($run->output(), 'WorkerStop'), ' ', count($run->processes()), "\n";
$run->stop();
?>
--EXPECT--
true
0 of the old workers
BeforeReload 2 4
