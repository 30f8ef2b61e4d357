--TEST--
An exception, exit or fatal error in the callback: the client gets 500, never silence; the successor serves
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    match ($request->server['request_uri']) {
        '/throw' => throw new Exception('boo'),
        '/exit' => exit(3),
        '/fatal' => undefined_function(),
        '/later' => Co::sleep(0.05) || throw new Exception('later'),
        default => $response->end('alive'),
    };
});
$run = $http->start(SWOOLE_PROCESS);
foreach (['/throw', '/exit', '/fatal', '/later'] as $path) {
    $client = $run->connect();
    say($client, request("GET $path"));
    echo $path, ' ', answer($client)->status, ' ', fetch($run, 'GET /')->body, "\n";
}
$run->stop();
?>
--EXPECT--
/throw 500 alive
/exit 500 alive
/fatal 500 alive
/later 500 alive
