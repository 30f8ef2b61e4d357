<?php
// Answers of 64 KiB.
require __DIR__ . '/include/server.php';

$body = str_repeat('0123456789abcdef', 4096);
$server = server(Swoole\Http\Server::class);
$server->on('Request', fn ($request, $response) => $response->end($body));
$server->start();
