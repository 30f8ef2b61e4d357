--TEST--
max_concurrency: what is beyond is answered by 503 and closed, and there is room again when a request is over or its client is gone
--FILE--
<?php
// Manual, http_server.md, max_concurrency: 503 beyond the limit. Measured on Swoole 6.2.2: in both modes, over all workers; the connection is
// closed; TCP ports do not count. A worker goes on with the request of a client that is gone, which counts for worker_max_concurrency.
require __DIR__ . '/../include/http.php';

$server = server(function (int $mode) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'max_concurrency' => 2, 'worker_max_concurrency' => 10, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('request', function ($request, $response) use ($server) {
        if ($request->server['request_uri'] === '/wait') {
            echo "begun\n";
            while (!file_exists($request->get['for'])) {
                Swoole\Coroutine::sleep(0.01);
            }
        }
        $response->end('served ' . $server->stats()['concurrency']);
    });
    ready($server);
    $server->start();
});
in_both_modes($server, function (Run $run) {
    $sign = sys_get_temp_dir() . '/rswoole-test-' . getmypid();
    for ($i = 1; $i <= 2; $i++) {
        say($waiting[] = $run->connect(), request("GET /wait?for=$sign"));
        $run->wait('begun', $i);
    }
    for ($i = 0; $i < 3; $i++) {
        say($client = $run->connect(), request('GET /'));
        $answer = answer($client);
        echo "$answer->status $answer->reason ", var_export(closed($client), true), "\n";
    }
    // A client that goes away makes room.
    fclose(array_pop($waiting));
    until(function () use ($run) {
        say($client = $run->connect(), request('GET /'));
        return answer($client)->status === 200;
    }, 'room');
    touch($sign);
    echo answer($waiting[0])->status, "\n";
    say($waiting[0], request('GET /'));
    until(function () use ($run) {
        say($client = $run->connect(), request('GET /'));
        return answer($client)->body === 'served 1';
    }, 'the others to be over');
    echo answer($waiting[0])->status, "\n";
    unlink($sign);
});
?>
--EXPECT--
503 Service Unavailable true
503 Service Unavailable true
503 Service Unavailable true
200
200
