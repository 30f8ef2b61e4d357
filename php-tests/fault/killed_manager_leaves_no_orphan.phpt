--TEST--
kill -9 of the manager: the server can still be ended and leaves nothing
--FILE--
<?php
// Orphans never remain. The original, 6.2.2, leaves the workers behind.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2]);
    $server->on('WorkerStart', function () {
        fwrite(STDOUT, "started\n");
    });
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "$server->manager_pid\n"));
    ready($server);
    $server->start();
});

$run = $server->start();
$run->wait('started', 2);
$manager = (int) ask($run->connect(), 'x');
$run->signal(SIGKILL, $manager);
until(fn () => !in_array($manager, $run->processes()), 'the manager to die');
$run->stop();
echo "ended\n";
?>
--EXPECT--
ended
