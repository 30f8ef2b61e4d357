--TEST--
Connections are spread over reactor_num reactors
--FILE--
<?php
// manual, setting reactor_num; reactor ids count from 0.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'reactor_num' => 2]);
    $server->on('Receive', fn ($server, $fd, $reactor) => $server->send($fd, $reactor . $server->getClientInfo($fd)['reactor_id'] . "\n"));
    ready($server);
    $server->start();
});

$run = $server->start();
for ($i = 0; $i < 8; $i++) {
    $reactors[] = ask($clients[] = $run->connect(), 'x');
}
sort($reactors);
echo implode(' ', array_unique($reactors)), "\n";
$run->stop();
?>
--EXPECT--
00 11
