--TEST--
set() on a port configures this port alone
--FILE--
<?php
// server-methods, listen: "给port1监听的端口单独配置参数"; manual, server/port: socket parameters such as backlog and
// open_tcp_nodelay.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1]);
    $port = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $port->set(['buffer_high_watermark' => 1 << 20]);
    var_dump($port->setting, $server->ports[0]->setting);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    ready($server);
    $server->start();
});

$run = $server->start();
echo ask($run->connect(1), 'x'), "\n";
$run->stop();
echo $run->output();
?>
--EXPECT--
ok
array(1) {
  ["buffer_high_watermark"]=>
  int(1048576)
}
array(1) {
  ["worker_num"]=>
  int(1)
}
