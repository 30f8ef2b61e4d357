--TEST--
http_request_timeout: a client that sends its body steadily is not late, however long it takes
--FILE--
<?php
// settings, http_request_timeout: "one second more for each 500 bytes"
require __DIR__ . '/../include/http.php';
$http = http(fn ($request, $response) => $response->end((string) strlen($request->getContent())), ['http_request_timeout' => 0.3]);
in_both_modes($http, function (Run $run) {
    $client = $run->connect();
    $size = 0;
    say($client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n");
    for ($end = microtime(true) + 1.2; microtime(true) < $end; usleep(20000)) {
        say($client, str_repeat('x', $piece = min(500, 60000 - $size - 1)));
        $size += $piece;
    }
    say($client, str_repeat('x', 60000 - $size));
    echo answer($client)->body, "\n";
});
?>
--EXPECT--
60000
