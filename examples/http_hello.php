<?php
// An HTTP server. Run it with ./dev serve examples/http_hello.php, then: curl -i 'http://127.0.0.1:9501/?name=you'
$http = new Swoole\Http\Server('127.0.0.1', 9501, SWOOLE_PROCESS);
$http->set(['worker_num' => swoole_cpu_num()]);

$http->on('Start', function ($http) {
    echo "Listening on http://127.0.0.1:{$http->port}\n";
});

$http->on('Request', function (Swoole\Http\Request $request, Swoole\Http\Response $response) {
    $name = htmlspecialchars($request->get['name'] ?? 'world');
    $response->header('Content-Type', 'text/html; charset=utf-8');
    $response->end("<h1>Hello, $name</h1>\n");
});

$http->start();
