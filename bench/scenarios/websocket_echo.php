<?php
// Echo of messages over WebSocket; who offers permessage-deflate gets it.
require __DIR__ . '/include/server.php';

$server = server(Swoole\WebSocket\Server::class, ['websocket_compression' => true]);
$server->on('Message', fn ($server, $frame) => $server->push($frame->fd, $frame));
$server->start();
