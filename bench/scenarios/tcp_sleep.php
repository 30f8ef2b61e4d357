<?php
// Like tcp_echo.php, but each callback sleeps 1 ms first: what suspending and resuming a coroutine costs.
require __DIR__ . '/include/server.php';

$server = server(Swoole\Server::class);
$server->on('Receive', function ($server, $fd, $reactorId, $data) {
    Co::sleep(0.001);
    $server->send($fd, $data);
});
$server->start();
