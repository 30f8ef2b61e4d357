--TEST--
close() lets go after everything that was sent before has arrived
--FILE--
<?php
// manual, close: without reset the data in the send queue is kept.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) {
        $server->send($fd, str_repeat('x', 4 << 20) . 'end');
        $server->close($fd);
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    say($client, 'x');
    $data = hear($client, 5 << 20);
    echo strlen($data) - (4 << 20), ' ', substr($data, -3), "\n";
    $run->stop();
}
?>
--EXPECT--
3 end
3 end
