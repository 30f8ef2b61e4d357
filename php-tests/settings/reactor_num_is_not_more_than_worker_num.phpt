--TEST--
reactor_num is at most worker_num
--FILE--
<?php
// manual, setting reactor_num: "it will automatically adjust to make reactor_num equal to worker_num".
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'reactor_num' => 4]);
    $server->on('Receive', fn ($server, $fd, $reactor) => $server->send($fd, "$reactor\n"));
    ready($server);
    $server->start();
});

$run = $server->start();
for ($i = 0; $i < 8; $i++) {
    $reactors[] = ask($clients[] = $run->connect(), 'x');
}
echo implode(' ', array_unique($reactors)), "\n";
$run->stop();
?>
--EXPECT--
0
