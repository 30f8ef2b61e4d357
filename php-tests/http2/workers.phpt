--TEST--
HTTP/2 and the ends of workers: a reload loses no stream; a fatal error answers 500 for those in hand, and the connection goes on
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(function ($request, $response, $server) {
    switch ($request->server['request_uri']) {
        case '/pid': return $response->end((string) getmypid());
        case '/slow': Co::sleep(0.3); return $response->end('slow');
        case '/begun': $response->write('begun'); Co::sleep(10); return;
        case '/forever': Co::sleep(10); return;
        case '/fatal': undefined_function(); return;
        case '/reload': $server->reload(); return $response->end('reloading');
    }
}, ['max_wait_time' => 5]);
$run = $http->start(SWOOLE_PROCESS);
$client = new H2($run->connect());
$client->request(1, '/pid');
$before = $client->answer(1)->body;
for ($i = 0; $i < 20; $i++) {
    $client->request(3 + 2 * $i, '/slow');
}
$client->request(101, '/reload');
echo $client->answer(101)->body, "\n";
$slow = [];
for ($i = 0; $i < 20; $i++) {
    $slow[] = $client->answer(3 + 2 * $i)->body;
}
echo json_encode(array_count_values($slow)), "\n";
$stream = 103;
$pid = function () use ($client, &$stream) {
    $client->request($stream += 2, '/pid');
    return $client->answer($stream)->body;
};
$after = until(fn () => ($now = $pid()) !== $before ? $now : null, 'a new worker');
$begun = $stream + 2;
$client->request($begun, '/begun');
$client->until(fn () => $client->of($begun)->body === 'begun');
$client->request($begun + 2, '/forever');
$client->request($begun + 4, '/fatal');
foreach ([$begun, $begun + 2, $begun + 4] as $number) {
    $answer = $client->answer($number);
    echo $answer->status, ' ', $answer->body, ' ', $answer->reset ?? 'whole', "\n";
}
$stream = $begun + 4;
echo $pid() !== $after ? 'served by the next' : 'the same worker', "\n";
$run->stop();
?>
--EXPECT--
reloading
{"slow":20}
200 begun INTERNAL_ERROR
500  whole
500  whole
served by the next
