<?php
// Echo over TCP.
require __DIR__ . '/include/server.php';

$server = server(Swoole\Server::class);
$server->on('Receive', function ($server, $fd, $reactorId, $data) {
    $server->send($fd, $data);
});
$server->start();
