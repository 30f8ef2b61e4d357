--TEST--
BASE mode with two workers has a manager beside them
--FILE--
<?php
// manual, onManagerStart, BASE mode.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 2]);
    $server->on('ManagerStart', function ($server) {
        fwrite(STDOUT, 'manager ' . getmypid() . ' ' . $server->getManagerPid() . "\n");
    });
    $server->on('WorkerStart', function ($server) {
        fwrite(STDOUT, 'worker ' . $server->getManagerPid() . "\n");
    });
    $server->on('Receive', fn () => null);
    ready($server);
    $server->start();
});

$run = $server->start();
$run->wait('worker', 2);
$run->wait('manager');
echo str_replace((string) $run->pid, 'FIRST', implode("\n", (function ($lines) { sort($lines); return $lines; })(explode("\n", trim($run->output()))))), ' ', count($run->processes()), "\n";
$run->stop();
?>
--EXPECT--
manager FIRST FIRST
worker FIRST
worker FIRST 3
