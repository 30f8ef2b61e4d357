--TEST--
Http\Server: many clients that send or read a few bytes at a time hold up neither the workers nor each other, and all get their answers whole
--FILE--
<?php
// A worker hears of a request when it is whole, and an answer that the client does not read waits in the reactor: slow clients take no worker.
require __DIR__ . '/../include/http.php';

$http = http(function ($request, $response) {
    $size = (int) ($request->get['size'] ?? 0);
    $response->end($size ? str_repeat('0123456789', $size / 10) : md5($request->rawContent()));
}, ['worker_num' => 1, 'enable_coroutine' => false]);
in_both_modes($http, function (Run $run) {
    $body = str_repeat('slow and steady ', 40);
    $slow = $readers = [];
    for ($i = 0; $i < 40; $i++) {
        $slow[] = [$run->connect(), str_split(request('POST /', [], $body . $i), 37)];
    }
    for ($i = 0; $i < 8; $i++) {
        $client = $run->connect();
        // Three answers of 2 MB each, pipelined, that nobody reads now.
        say($client, str_repeat(request('GET /?size=2000000'), 3));
        $readers[] = $client;
    }
    $rounds = count($slow[0][1]);
    for ($round = 0; $round <= $rounds; $round++) {
        foreach ($slow as [$client, $pieces]) {
            isset($pieces[$round]) && say($client, $pieces[$round]);
        }
        $between = fetch($run, 'POST /', [], "round $round");
        if ($between->body !== md5("round $round")) {
            echo "not served in round $round: $between->body\n";
        }
    }
    $right = 0;
    foreach ($slow as $i => [$client]) {
        $right += (int) (answer($client)->body === md5($body . $i));
    }
    echo "$right slow senders\n";
    $right = 0;
    foreach ($readers as $client) {
        for ($i = 0; $i < 3; $i++) {
            $right += (int) (answer($client)->body === str_repeat('0123456789', 200000));
        }
    }
    echo "$right answers for slow readers\n";
});
?>
--EXPECT--
40 slow senders
24 answers for slow readers
