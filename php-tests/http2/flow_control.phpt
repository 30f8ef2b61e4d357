--TEST--
HTTP/2: windows are kept to; a stream that its client does not read waits in write() and holds up no other, and its memory is bounded
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(function ($request, $response, $server) {
    static $written = 0;
    switch ($request->server['request_uri']) {
        case '/stream':
            while ($response->write(str_repeat('x', 65536))) {
                $written += 65536;
            }
            $written = -1;
            return;
        case '/written':
            return $response->end((string) $written);
        case '/large':
            return $response->end(str_repeat('y', 300000));
    }
});
in_both_modes($http, function (Run $run) {
    // The window of a stream is 1000, that of the connection stays at 65535.
    $client = new H2($run->connect(), pack('nN', 4, 1000));
    $client->reads = false;
    $client->request(1, '/stream');
    $client->until(fn () => strlen($client->of(1)->body) >= 1000);
    $client->request(3, '/large');
    $client->until(fn () => strlen($client->of(3)->body) >= 1000);
    $client->say(TYPE_PING, 0, 0, '12345678');
    $client->until(fn () => $client->pongs === 1);
    echo strlen($client->of(1)->body), ' ', strlen($client->of(3)->body), "\n";
    $written = function ($stream) use ($client) {
        $client->request($stream, '/written');
        return (int) $client->answer($stream)->body;
    };
    for ($stream = 5, $before = -2; ($now = $written($stream)) !== $before; $before = $now, $stream += 2);
    echo $now > 0 && $now < 4 << 20 ? 'bounded' : "written: $now", "\n";
    // One window opens: only that stream goes on, in frames of the size that was agreed on.
    $client->say(TYPE_WINDOW_UPDATE, 0, 3, pack('N', 1 << 20));
    $client->say(TYPE_WINDOW_UPDATE, 0, 0, pack('N', 1 << 20));
    echo strlen($client->answer(3)->body), ' ', strlen($client->of(1)->body), "\n";
    // The client gives the endless one up: write() returns false.
    $client->say(TYPE_RST_STREAM, 0, 1, pack('N', 8));
    until(fn () => $written($stream += 2) === -1, 'write() to fail');
    echo "given up\n";
});
?>
--EXPECT--
1000 1000
bounded
300000 1000
given up
