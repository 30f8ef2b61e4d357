--TEST--
A client that goes away with megabytes unread leaves the server whole
--FILE--
<?php
// Bad input: a peer that never reads and then ends.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'socket_buffer_size' => 64 << 20]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, $data === 'much' ? str_repeat('x', 16 << 20) : "ok\n");
    });
    $server->on('Close', function ($server, $fd) {
        echo "close $fd\n";
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    for ($i = 1; $i <= 10; $i++) {
        $client = $run->connect();
        say($client, 'much');
        hear($client, 1);
        fclose($client);
        $run->wait("close $i\n");
    }
    echo ask($run->connect(), 'x'), "\n";
    $run->stop();
}
?>
--EXPECT--
ok
ok
