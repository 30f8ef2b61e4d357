--TEST--
A further port without callbacks of its own uses those of the server
--FILE--
<?php
// manual, server/port: "If port does not call the on method … the default callback function of the main server will be
// used".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $port = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "server $data " . (int) ($server->getClientInfo($fd)['server_port'] === $port->port) . "\n"));
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    echo ask($run->connect(0), 'main'), ', ', ask($run->connect(1), 'second'), "\n";
    $run->stop();
}
?>
--EXPECT--
server main 0, server second 1
server main 0, server second 1
