--TEST--
header('Connection', 'close') is sent once and ends the connection; another value stays the application's
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    $response->header('Connection', isset($request->get['list']) ? [$request->get['c']] : $request->get['c']);
    // A list, as adapters of PSR-7 give it, is no reason for a warning.
    $response->header('Content-Length', ['1']);
    $response->end('x');
});
in_both_modes($http, function (Run $run) {
    foreach (['close', 'Close', 'close&list=1', 'keep-alive'] as $value) {
        $client = $run->connect();
        say($client, request("GET /?c=$value"));
        echo json_encode(answer($client)->headers['connection']), ' ';
        if ($value === 'keep-alive') {
            say($client, request("GET /?c=$value"));
            echo answer($client)->body, " open\n";
        } else {
            echo closed($client) ? "closed\n" : "open\n";
        }
    }
});
?>
--EXPECT--
["close"] closed
["Close"] closed
["close"] closed
["keep-alive"] x open
