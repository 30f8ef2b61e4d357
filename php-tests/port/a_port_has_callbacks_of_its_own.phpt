--TEST--
A port with callbacks of its own uses them, and the rest of the server
--FILE--
<?php
// server-methods, listen: "给port2监听的端口单独配置回调参数".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $port = $server->addlistener('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $port->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "port $data\n"));
    $port->on('Connect', function ($server, $fd) {
        echo "port connect $fd\n";
    });
    $server->on('Connect', function ($server, $fd) {
        echo "server connect $fd\n";
    });
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "server $data\n"));
    $server->on('Close', function ($server, $fd) {
        echo "server close $fd\n";
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    foreach ([0, 1] as $index) {
        $client = $run->connect($index);
        echo ask($client, 'x'), "\n";
        fclose($client);
        $run->wait('close ' . $index + 1);
    }
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
server x
port x
server connect 1
server close 1
port connect 2
server close 2
server x
port x
server connect 1
server close 1
port connect 2
server close 2
