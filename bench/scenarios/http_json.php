<?php
// What an application does at least: look at the query, the headers, the request and the cookies, and answer JSON.
require __DIR__ . '/include/server.php';

$server = server(Swoole\Http\Server::class);
$server->on('Request', function ($request, $response) {
    $response->header('Content-Type', 'application/json');
    $response->end(json_encode([
        'path' => $request->server['request_uri'],
        'method' => $request->server['request_method'],
        'query' => $request->get,
        'agent' => $request->header['user-agent'],
        'session' => $request->cookie['session'],
    ]));
});
$server->start();
