--TEST--
Pipelined requests are answered in order; Connection and HTTP/1.0 decide what follows; HEAD has no body; 100-continue is asked for
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    if ($request->get) {
        Co::sleep((float) $request->get['wait']);
    }
    $response->end($request->server['request_uri'] . $request->rawContent());
}, ['worker_num' => 2, 'dispatch_mode' => 3]);
in_both_modes($http, function (Run $run) {
    $client = $run->connect();
    say($client, request('GET /1?wait=0.2') . request('GET /2?wait=0.05') . request('POST /3', [], 'body') . request('GET /4', ['Connection: close']) . request('GET /5'));
    for ($i = 0; $i < 4; $i++) {
        echo answer($client)->body, ' ';
    }
    echo closed($client) ? "closed\n" : "open\n";
    foreach (['HTTP/1.0' => [], 'HTTP/1.1' => ['Connection: close'], 'HTTP/1.0 ' => ['Connection: keep-alive']] as $version => $headers) {
        $client = $run->connect();
        say($client, request('GET /v ' . trim($version), $headers));
        echo $version, ' ', answer($client)->header('connection'), trim($version) === $version && closed($client) ? " closed\n" : " open\n";
    }
    $client = $run->connect();
    say($client, request('HEAD /head'));
    echo answer($client, true)->header('content-length'), "\n";
    say($client, request('POST /up', ['Expect: 100-continue', 'Content-Length: 4']));
    echo answer($client)->status, ' ';
    say($client, 'data');
    echo answer($client)->body, "\n";
    $client = $run->connect();
    foreach (str_split(request('POST /slow', [], 'bytewise')) as $byte) {
        say($client, $byte);
    }
    echo answer($client)->body, "\n";
});
?>
--EXPECT--
/1 /2 /3body /4 closed
HTTP/1.0 close closed
HTTP/1.1 close closed
HTTP/1.0  keep-alive open
5
100 /updata
/slowbytewise
