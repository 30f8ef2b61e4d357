--TEST--
Http\Server: the manual's first example answers; several requests use one connection; defaults are those of the original
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    $response->header('Content-Type', 'text/html; charset=utf-8');
    $response->end('<h1>Hello Swoole. ' . $request->server['request_uri'] . '</h1>');
});
in_both_modes($http, function (Run $run) {
    $client = $run->connect();
    foreach (['/a', '/b?x=1'] as $path) {
        say($client, request("GET $path"));
        $answer = answer($client);
        unset($answer->headers['date']);
        echo $answer->status, ' ', $answer->reason, ' ', json_encode($answer->headers), ' ', $answer->body, "\n";
    }
});
?>
--EXPECT--
200 OK {"content-type":["text\/html; charset=utf-8"],"server":["swoole-http-server"],"connection":["keep-alive"],"content-length":["25"]} <h1>Hello Swoole. /a</h1>
200 OK {"content-type":["text\/html; charset=utf-8"],"server":["swoole-http-server"],"connection":["keep-alive"],"content-length":["25"]} <h1>Hello Swoole. /b</h1>
