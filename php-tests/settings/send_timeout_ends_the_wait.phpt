--TEST--
send() gives up after send_timeout
--EXTENSIONS--
sockets
--FILE--
<?php
// manual, setting send_timeout: false, and the error is a time-out (the original says 10018 where the manual says
// ETIMEDOUT).
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1, 'send_timeout' => 0.2, 'socket_buffer_size' => 1 << 20]);
    $server->on('Receive', function ($server, $fd) {
        while ($server->send($fd, str_repeat('x', 1 << 20)));
        echo in_array($server->getLastError(), [SOCKET_ETIMEDOUT, 10018]) ? 'timed out' : $server->getLastError(), "\n";
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$client = $run->connect();
say($client, 'x');
$run->wait("\n");
echo $run->output();
$run->stop();
?>
--EXPECT--
timed out
