--TEST--
HTTP/2: a hundred requests at once, answered in any order; a slow one holds up nobody
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(function ($request, $response) {
    if ($request->server['request_uri'] === '/slow') {
        Co::sleep(0.2);
    }
    Co::sleep(mt_rand(0, 20) / 1000);
    $response->end($request->get['n'] . ':' . strlen($request->rawContent()));
});
in_both_modes($http, function (Run $run) {
    $client = new H2($run->connect());
    $client->request(1, '/slow?n=0');
    for ($n = 1; $n < 100; $n++) {
        $client->request(2 * $n + 1, "/?n=$n", [], $n % 3 ? null : str_repeat('x', $n));
    }
    $wrong = 0;
    $order = [];
    $client->until(function () use ($client, &$order) {
        for ($n = 0; $n < 100; $n++) {
            if (!isset($order[$n]) && $client->of(2 * $n + 1)->ended) {
                $order[$n] = true;
            }
        }
        return count($order) === 100;
    });
    for ($n = 0; $n < 100; $n++) {
        $wrong += $client->of(2 * $n + 1)->body !== "$n:" . ($n % 3 ? 0 : $n);
    }
    echo count($order), " answers, $wrong wrong; the slow one was ", array_key_last($order) === 0 ? 'the last' : 'not the last', "\n";
});
?>
--EXPECT--
100 answers, 0 wrong; the slow one was the last
