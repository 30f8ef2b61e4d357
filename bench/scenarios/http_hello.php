<?php
// Hello world over HTTP; HTTP2=1 speaks HTTP/2 as well.
require __DIR__ . '/include/server.php';

$server = server(Swoole\Http\Server::class, ['open_http2_protocol' => env('HTTP2', '0') === '1']);
$server->on('Request', fn ($request, $response) => $response->end('Hello World'));
$server->start();
