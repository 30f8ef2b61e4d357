--TEST--
A server listens on IPv6
--SKIPIF--
<?php if (!@stream_socket_server('tcp://[::1]:0')) die('skip no IPv6 here'); ?>
--FILE--
<?php
// server-methods, __construct: "ipv6中,`::1`表示监听本机地址".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('::1', 0, $mode, SWOOLE_SOCK_TCP6);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $info = $server->getClientInfo($fd);
        $server->send($fd, "$data $info[remote_ip] $info[socket_type] " . (int) ($info['remote_port'] > 0) . "\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    echo ask($run->connect('tcp://[::1]:' . $run->port()), 'x'), "\n";
    $run->stop();
}
?>
--EXPECT--
x ::1 3 1
x ::1 3 1
