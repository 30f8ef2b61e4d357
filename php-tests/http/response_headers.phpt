--TEST--
Http\Response: header() formats names, repeats arrays and replaces; cookies are written as PHP writes them; status has a reason
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    $got = [
        $response->header('x-one', '1'), $response->header('X-two-THREE', ['a', 'b']), $response->header('raw-NAME', 'r', false),
        $response->header('x-one', 'again'), $response->header('server', 'mine'), $response->status(404, 'Nope'),
        $response->cookie('n', 'v x;=', 2000000000, '/p', 'dom', true, true, 'Lax', 'High', true), $response->rawcookie('r', 'v+x'), $response->cookie('gone', ''),
        $response->cookie((new Swoole\Http\Cookie)->withName('o')->withValue('b c')->withPath('/x')),
    ];
    $response->end(json_encode([$got, $response->header, $response->isWritable()]));
});
in_both_modes($http, function (Run $run) {
    $client = $run->connect();
    say($client, request('GET /'));
    foreach (explode("\r\n", stream_get_line($client, 65536, "\r\n\r\n")) as $line) {
        echo preg_replace(['/^Date: .* GMT/', '/Max-Age=\d+/'], ['Date: now', 'Max-Age=n'], $line), "\n";
    }
    echo stream_get_line($client, 65536, '}'), "}\n";
});
?>
--EXPECT--
HTTP/1.1 404 Nope
X-One: again
X-Two-Three: a
X-Two-Three: b
raw-NAME: r
Server: mine
Set-Cookie: n=v+x%3B%3D; expires=Wed, 18-May-2033 03:33:20 GMT; Max-Age=n; path=/p; domain=dom; secure; HttpOnly; SameSite=Lax; Priority=High; Partitioned
Set-Cookie: r=v+x
Set-Cookie: gone=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=n
Set-Cookie: o=b+c; path=/x
Date: now
Connection: keep-alive
Content-Type: text/html
Content-Length: 131
[[true,true,true,true,true,true,true,true,true,true],{"X-One":"again","X-Two-Three":["a","b"],"raw-NAME":"r","Server":"mine"}
