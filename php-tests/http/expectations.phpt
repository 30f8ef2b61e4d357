--TEST--
Expect: 100-continue is answered before a body that would be taken, with 413 where it would not, not at all where there is none or it is there already; other expectations are 417
--FILE--
<?php
// RFC 9110, 10.1.1
require __DIR__ . '/../include/http.php';
$http = http(fn ($request, $response) => $response->end($request->rawContent() ?: 'nothing'), ['package_max_length' => 100000]);
in_both_modes($http, function (Run $run) {
    $show = function (string $what, $client) {
        $answer = answer($client);
        echo $what, ': ', $answer->status, ' ', $answer->body, "\n";
        return $answer->status;
    };
    $continue = 'Expect: 100-continue';
    $client = $run->connect();
    foreach (['length' => ['Content-Length: 3', 'abc'], 'chunked' => ['Transfer-Encoding: chunked', "3\r\nabc\r\n0\r\n\r\n"]] as $kind => [$header, $body]) {
        say($client, request('POST /', [$continue, $header]));
        $show($kind, $client);
        say($client, $body);
        $show($kind, $client);
    }
    say($client, request('POST /', [$continue], 'all at once'));
    $show('not asked any more', $client);
    say($client, request('GET /', [$continue]));
    $show('no body', $client);
    say($client, "POST / HTTP/1.0\r\nConnection: keep-alive\r\n$continue\r\nContent-Length: 3\r\n\r\n");
    var_dump(silent($client, 0.1));
    say($client, 'abc');
    $show('HTTP/1.0', $client);
    foreach (['too large' => [$continue, 'Content-Length: 200000'], 'another expectation' => ['Expect: nonsense', 'Content-Length: 3']] as $what => $headers) {
        $client = $run->connect();
        say($client, request('POST /', $headers));
        $show($what, $client);
        var_dump(closed($client));
    }
});
?>
--EXPECT--
length: 100 
length: 200 abc
chunked: 100 
chunked: 200 abc
not asked any more: 200 all at once
no body: 200 nothing
bool(true)
HTTP/1.0: 200 abc
too large: 413 
bool(true)
another expectation: 417 
bool(true)
