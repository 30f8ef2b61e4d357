--TEST--
Bodies larger than any window, both ways, by one coroutine alone; more requests than the server takes at once
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
$http = http2(function ($request, $response) {
    if ($request->server['request_uri'] === '/down') {
        for ($i = 0; $i < 100; $i++) {
            $response->write(str_repeat(chr(65 + $i % 26), 100000));
        }
        return $response->end();
    }
    $response->end(md5($request->rawContent()));
}, ['package_max_length' => 64 << 20, 'http2_max_concurrent_streams' => 3]);
$run = $http->start(SWOOLE_PROCESS);
$port = $run->port();
coroutine(function () use ($port) {
    $client = client($port, ['timeout' => 30]);
    $body = random_bytes(10 << 20);
    $client->send(asking('/up', ['method' => 'POST', 'data' => $body]));
    var_dump($client->recv()->data === md5($body));
    $client->send(asking('/down'));
    var_dump(strlen($client->recv()->data));
    $client->send(asking('/down', ['usePipelineRead' => true]));
    for ($bytes = 0; ($piece = $client->recv()) && $piece->pipeline; $bytes += strlen($piece->data));
    var_dump($bytes + strlen((string) $piece->data));
    $streams = [];
    for ($i = 0; $i < 20; $i++) {
        $streams[$client->send(asking('/up', ['method' => 'POST', 'data' => "body $i"]))] = md5("body $i");
    }
    for ($right = 0; $streams && ($answer = $client->recv()); ) {
        $right += $streams[$answer->streamId] === $answer->data;
        unset($streams[$answer->streamId]);
    }
    echo "$right right answers, ", $client->stats('remote_settings')['max_concurrent_streams'], " at once\n";
});
$run->stop();
?>
--EXPECT--
bool(true)
int(10000000)
int(10000000)
20 right answers, 3 at once
