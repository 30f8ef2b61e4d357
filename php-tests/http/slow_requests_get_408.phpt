--TEST--
http_request_timeout: a client that does not finish its request gets 408 and the end; one that waits between requests stays
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(fn ($request, $response) => $response->end('ok'), ['http_request_timeout' => 0.3]);
in_both_modes($http, function (Run $run) {
    $idle = $run->connect();
    say($idle, request('GET /'));
    answer($idle);
    foreach (['head' => "GET / HTTP/1.1\r\nHost: x\r\n", 'body' => "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"] as $what => $bytes) {
        $client = $run->connect();
        say($client, $bytes);
        echo $what, ' ', answer($client)->status, ' ', closed($client) ? 'closed' : 'open', "\n";
    }
    say($idle, request('GET /'));
    echo answer($idle)->body, "\n";
});
?>
--EXPECT--
head 408 closed
body 408 closed
ok
