--TEST--
Requests that another reader could read as other requests get 400 (413, 417, 501, 505) and the end of the connection (RFC 9112)
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(fn ($request, $response) => $response->end('let in'), ['package_max_length' => 65536]);
$cases = [
    'two lengths' => "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    'length and chunked' => "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    'list of lengths' => "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc",
    'signed length' => "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc",
    'bad chunk size' => "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
    'chunk without its end' => "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
    'unknown coding' => "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    'space before colon' => "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    'folded header' => "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
    'bare LF' => "GET / HTTP/1.1\nHost: x\n\n",
    'bare CR' => "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n",
    'NUL' => "GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n",
    'no Host' => "GET / HTTP/1.1\r\n\r\n",
    'two Hosts' => "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    'no request' => "\x16\x03\x01\x02\x00",
    'too large' => "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n",
    'too large in chunks' => "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n",
    'long line' => 'GET /' . str_repeat('a', 70000) . " HTTP/1.1\r\nHost: x\r\n\r\n",
    'long head' => "GET / HTTP/1.1\r\nHost: x\r\nA: " . str_repeat('a', 70000) . "\r\n\r\n",
    'expectation' => "POST / HTTP/1.1\r\nHost: x\r\nExpect: more\r\nContent-Length: 1\r\n\r\na",
    'version' => "GET / HTTP/2.7\r\nHost: x\r\n\r\n",
];
in_both_modes($http, function (Run $run) use ($cases) {
    foreach ($cases as $name => $bytes) {
        $client = $run->connect();
        say($client, $bytes);
        $answer = answer($client);
        echo "$name: $answer->status", closed($client) ? '' : ' and stays open', "\n";
    }
    echo fetch($run, 'GET /')->body, "\n";
});
?>
--EXPECT--
two lengths: 400
length and chunked: 400
list of lengths: 400
signed length: 400
bad chunk size: 400
chunk without its end: 400
unknown coding: 501
space before colon: 400
folded header: 400
bare LF: 400
bare CR: 400
NUL: 400
no Host: 400
two Hosts: 400
no request: 400
too large: 413
too large in chunks: 413
long line: 414
long head: 431
expectation: 417
version: 505
let in
