--TEST--
A worker that is killed (kill -9) leaves nobody without an answer: 500 or a reset over HTTP/2, 500 over HTTP/1; what waited in its ring is served by the next
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(function ($request, $response) {
    switch ($request->server['request_uri']) {
        case '/begun': $response->write('begun'); Co::sleep(60); return;
        case '/wait': Co::sleep(60); return;
        case '/kill': posix_kill(getmypid(), SIGKILL); return;
        default: return $response->end('served');
    }
});
$run = $http->start(SWOOLE_PROCESS);
$client = new H2($run->connect());
$old = $run->connect();
say($old, request('GET /wait'));
$half = $run->connect();
say($half, request('GET /begun'));
until(fn () => str_contains(stream_socket_recvfrom($half, 4096, STREAM_PEEK), 'begun'), 'the begun answer');
$client->request(1, '/begun');
$client->until(fn () => $client->of(1)->body === 'begun');
$client->request(3, '/wait');
$client->request(5, '/kill');
$client->request(7, '/');
foreach ([1, 3, 5, 7] as $stream) {
    $answer = $client->answer($stream);
    echo $stream, ': ', $answer->status, ' ', $answer->body, ' ', $answer->reset ?? 'whole', "\n";
}
echo 'HTTP/1: ', answer($old)->status, ' ', closed($old) ? 'closed' : 'open', "\n";
while (hear($half, 4096) !== '');
echo "the begun answer ended\n";
$run->stop();
?>
--EXPECT--
1: 200 begun INTERNAL_ERROR
3: 500  whole
5: 500  whole
7: 200 served whole
HTTP/1: 500 closed
the begun answer ended
