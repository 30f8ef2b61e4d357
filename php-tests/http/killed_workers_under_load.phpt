--TEST--
kill -9 of workers while answers are under way: in PROCESS mode the client gets a 500 or, where the answer had begun, its end; other connections go on, the next requests are answered
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = server(function () {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE, 'dispatch_mode' => 1]);
    $server->on('request', function ($request, $response) {
        switch ($request->server['request_uri']) {
            case '/begun':
                $response->write('first');
                fwrite(STDOUT, "[begun]\n");
                return Co::sleep(60);
            case '/waiting':
                fwrite(STDOUT, "[waiting]\n");
                return Co::sleep(60);
            case '/large':
                $response->end(str_repeat('0123456789abcdef', 1 << 15));
                fwrite(STDOUT, "[large]\n");
                return Co::sleep(60);
        }
        $response->end((string) getmypid());
    });
    ready($server);
    $server->start();
});
$run = $http->start();
for ($round = 1; $round <= 3; $round++) {
    $workers = [];
    $idle = [$run->connect(), $run->connect()];
    until(function () use ($idle, &$workers) {
        foreach ($idle as $client) {
            say($client, request('GET /'));
            $workers[answer($client)->body] = true;
        }
        return count($workers) === 2;
    }, 'answers of both workers');
    $clients = [];
    foreach (['/begun', '/waiting', '/large'] as $path) {
        for ($i = 0; $i < 4; $i++) {
            say($clients[$path][] = $run->connect(), request("GET $path"));
        }
        $run->wait('[' . substr($path, 1) . ']', 4 * $round);
    }
    array_map(fn ($pid) => posix_kill($pid, SIGKILL), array_keys($workers));
    $got = [];
    foreach ($clients['/begun'] as $client) {
        // What was said is there, and its end is not "0": nobody takes the answer for complete.
        $got[] = preg_match('/\r\n\r\n5\r\nfirst\r\n$/', hear($client, 100000)) ? 'begun and broken off' : 'wrong';
    }
    foreach ($clients['/waiting'] as $client) {
        $got[] = answer($client)->status;
    }
    foreach ($clients['/large'] as $client) {
        $got[] = answer($client)->body === str_repeat('0123456789abcdef', 1 << 15) ? 'whole' : 'cut';
    }
    foreach ($idle as $client) {
        say($client, request('GET /'));
        $got[] = answer($client)->status;
    }
    echo json_encode(array_count_values($got)), "\n";
}
$run->stop();
?>
--EXPECT--
{"begun and broken off":4,"500":4,"whole":4,"200":2}
{"begun and broken off":4,"500":4,"whole":4,"200":2}
{"begun and broken off":4,"500":4,"whole":4,"200":2}
