--TEST--
close($fd, true) closes at once and drops what is queued
--FILE--
<?php
// manual, close: "set to true to force close the connection and discard data in the send queue".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'send_yield' => false, 'socket_buffer_size' => 64 << 20]);
    $server->on('Receive', function ($server, $fd) {
        $server->send($fd, str_repeat('x', 32 << 20)); // far more than the socket takes
        var_dump($server->close($fd, true));
    });
    $server->on('Close', function ($server, $fd, $reactor) {
        echo "close $fd $reactor\n";
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    say($client, 'x');
    $run->wait('close 1');
    var_dump(strlen(hear($client, 32 << 20)) < 32 << 20);
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
bool(true)
close 1 -1
bool(true)
bool(true)
close 1 -1
bool(true)
