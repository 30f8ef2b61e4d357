--TEST--
A peer that shuts down its writing side is told Close and closed
--FILE--
<?php
// A read of 0 bytes ends the connection.
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
    $client = $run->connect();
    echo ask($client, 'x'), "\n";
    stream_socket_shutdown($client, STREAM_SHUT_WR);
    var_dump(closed($client));
    $run->wait("close 1\n");
    $run->stop();
}
?>
--EXPECT--
ok
bool(true)
ok
bool(true)
