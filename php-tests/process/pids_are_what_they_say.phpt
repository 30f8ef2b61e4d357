--TEST--
Pids and ids agree in the worker, by property and by method
--FILE--
<?php
// server-methods, "the getMasterPid family"; manual, server/properties: worker_pid is posix_getpid().
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2]);
    $server->on('Receive', function ($server, $fd) {
        $own = getmypid();
        $checks = [
            $server->worker_pid === $own, $server->getWorkerPid() === $own, $server->getWorkerPid($server->worker_id) === $own,
            $server->getWorkerId() === $server->worker_id, $server->manager_pid === posix_getppid(), $server->getManagerPid() === posix_getppid(),
            $server->getMasterPid() > 0, $server->taskworker === false, $server->getWorkerStatus() === SWOOLE_WORKER_BUSY,
            $server->getWorkerPid(1 - $server->worker_id) !== $own, $server->getWorkerPid(99) === false, $server->getWorkerStatus(99) === false,
        ];
        $server->send($fd, implode('', array_map('intval', $checks)) . ' ' . $server->getMasterPid() . "\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start();
[$checks, $master] = explode(' ', ask($run->connect(), 'x'));
var_dump($checks, (int) $master === $run->pid);
$run->stop();
?>
--EXPECT--
string(12) "111111111111"
bool(true)
