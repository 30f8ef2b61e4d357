--TEST--
A peer that resets the connection gives Close once
--EXTENSIONS--
sockets
--FILE--
<?php
// Bad input: a reset in the middle must do no harm to others.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    $server->on('Close', function ($server, $fd) {
        echo "close $fd\n";
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
    socket_set_option($client, SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0]);
    $port = $run->port();
    until(fn () => @socket_connect($client, '127.0.0.1', $port), 'a connection');
    socket_write($client, 'x');
    socket_read($client, 10);
    socket_close($client); // sends RST
    $run->wait("close 1\n");
    echo ask($run->connect(), 'x'), "\n";
    $run->stop();
    echo preg_replace('/close 2\n/', '', $run->output());
}
?>
--EXPECT--
ok
close 1
ok
close 1
