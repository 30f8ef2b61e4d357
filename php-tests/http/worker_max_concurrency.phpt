--TEST--
worker_max_concurrency: what is beyond waits in the worker and is served in order; who has left meanwhile is skipped
--FILE--
<?php
// Manual, http_server.md, worker_max_concurrency: what is beyond the limit is queued in the worker.
require __DIR__ . '/../include/http.php';

$server = server(function (int $mode) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'worker_max_concurrency' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $inside = $most = 0;
    $server->on('request', function ($request, $response) use ($server, &$inside, &$most) {
        $most = max($most, ++$inside);
        echo "begun {$request->server['request_uri']}\n";
        while ($request->server['request_uri'] === '/wait' && !file_exists($request->get['for'])) {
            Swoole\Coroutine::sleep(0.01);
        }
        if ($request->server['request_uri'] === '/later') {
            Swoole\Coroutine::sleep(0.001);
        }
        $inside--;
        $response->end("$most " . $server->stats()['worker_concurrency']);
    });
    ready($server);
    $server->start();
});
in_both_modes($server, function (Run $run) {
    $sign = sys_get_temp_dir() . '/rswoole-test-' . getmypid();
    for ($i = 1; $i <= 2; $i++) {
        say($waiting[] = $run->connect(), request("GET /wait?for=$sign"));
        $run->wait('begun /wait', $i);
    }
    for ($i = 0; $i < 200; $i++) {
        say($clients[] = $run->connect(), request($i % 3 ? 'GET /' : 'GET /later'));
    }
    say($gone = $run->connect(), request('GET /gone'));
    fclose($gone);
    var_dump(silent($clients[0], 0.1), str_contains($run->output(), 'begun /later'));
    touch($sign);
    $answers = array_map(fn ($client) => answer($client), [...$waiting, ...$clients]);
    echo implode(' ', array_unique(array_map(fn ($answer) => $answer->status, $answers))), "\n";
    echo 'at most ', max(array_map(fn ($answer) => (int) $answer->body, $answers)), "\n";
    echo substr_count($run->output(), 'begun'), ' begun, ', var_export(str_contains($run->output(), '/gone'), true), "\n";
    unlink($sign);
});
?>
--EXPECT--
bool(true)
bool(false)
200
at most 2
202 begun, false
