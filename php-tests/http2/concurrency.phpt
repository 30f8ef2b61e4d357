--TEST--
max_concurrency counts streams: one too many gets 503 and the connection goes on; with worker_max_concurrency they wait
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$body = function ($request, $response) {
    static $now = 0, $most = 0;
    $most = max($most, ++$now);
    Co::sleep(0.1);
    $now--;
    $response->end((string) $most);
};
foreach (['max_concurrency', 'worker_max_concurrency'] as $option) {
    $servers[$option] = http2($body, [$option => 2]);
}
foreach ($servers as $option => $http) {
    in_both_modes($http, function (Run $run) use ($option) {
        $client = new H2($run->connect());
        for ($round = 0; $round < 2; $round++) {
            $first = 1 + 10 * $round;
            for ($i = 0; $i < 5; $i++) {
                $client->request($first + 2 * $i, '/');
            }
            $all = [];
            for ($i = 0; $i < 5; $i++) {
                $answer = $client->answer($first + 2 * $i);
                $all[] = "$answer->status $answer->body";
            }
            sort($all);
            echo $option, ': ', json_encode(array_count_values($all)), "\n";
        }
    });
}
?>
--EXPECT--
max_concurrency: {"200 2":2,"503 ":3}
max_concurrency: {"200 2":2,"503 ":3}
worker_max_concurrency: {"200 2":5}
worker_max_concurrency: {"200 2":5}
