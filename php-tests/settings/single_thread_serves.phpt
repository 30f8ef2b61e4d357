--TEST--
single_thread serves with the master's own thread as the reactor
--FILE--
<?php
// manual, setting single_thread.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'single_thread' => true]);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "$data $reactor\n"));
    ready($server);
    $server->start();
});

$run = $server->start();
for ($i = 0; $i < 4; $i++) {
    echo ask($clients[] = $run->connect(), "x$i"), "\n";
}
echo count(glob("/proc/$run->pid/task/*")) <= 2 ? 'few threads' : 'many threads', "\n";
echo 'status ', $run->stop(), "\n";
?>
--EXPECT--
x0 0
x1 0
x2 0
x3 0
few threads
status 0
