<?php
// Uploads of up to 8 MiB; the answer is how many bytes came.
require __DIR__ . '/include/server.php';

$server = server(Swoole\Http\Server::class, ['package_max_length' => 8 << 20]);
$server->on('Request', fn ($request, $response) => $response->end((string) strlen($request->getContent())));
$server->start();
