--TEST--
HTTP/2 in BASE workers without coroutines: write() takes as much as waits over HTTP/1 (socket_buffer_size), whatever the client's windows, then it is false
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(function ($request, $response) {
    if ($request->server['request_uri'] === '/all') {
        for ($i = 0; $i < 20 && $response->write(str_repeat('x', 65536)); $i++);
        return $response->end((string) $i);
    }
    for ($bytes = 0; $response->write(str_repeat('x', 65536)); $bytes += 65536);
    // It ends all the same.
    $response->end("$bytes " . swoole_last_error());
}, ['enable_coroutine' => false, 'socket_buffer_size' => 2 << 20]);
$run = $http->start(SWOOLE_BASE);
// The window of a stream is 1000 while the callback runs, for the server hears of more only afterwards.
$client = new H2($run->connect(), pack('nN', 4, 1000));
$client->reads = false;
$ask = function (int $stream, string $path) use ($client) {
    $client->request($stream, $path);
    $client->say(TYPE_WINDOW_UPDATE, 0, 0, pack('N', 4 << 20));
    $client->say(TYPE_WINDOW_UPDATE, 0, $stream, pack('N', 4 << 20));
};
$ask(1, '/all');
echo substr($client->answer(1)->body, -4), ' ', strlen($client->of(1)->body), "\n";
$ask(3, '/more');
preg_match('/x(\d+) (\d+)$/', $client->answer(3)->body, $found);
echo $found[1] > 1 << 20 && $found[1] <= 2 << 20 ? 'bounded' : $found[1], ' ', $found[2], "\n";
$run->stop();
?>
--EXPECT--
xx20 1310722
bounded 1009
