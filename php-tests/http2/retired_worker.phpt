--TEST--
A worker that retired in a reload and does not end in time leaves nobody without an answer: 500 or a reset over HTTP/2, 500 over HTTP/1
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(function ($request, $response, $server) {
    $flag = sys_get_temp_dir() . '/rswoole-stuck-' . $server->master_pid;
    switch ($request->server['request_uri']) {
        case '/pid': return $response->end((string) getmypid());
        case '/reload': $server->reload(); return $response->end('reloading');
        case '/master': return $response->end((string) $server->master_pid);
        case '/begun': $response->write('begun');
        // It waits, so its worker may retire.
        case '/wait': Co::sleep(600); return;
        case '/stuck':
            while (!file_exists($flag)) {
                Co::sleep(0.01);
            }
            for (;;);
    }
}, ['max_wait_time' => 1]);
foreach (['ends by itself', 'is killed'] as $how) {
    $run = $http->start(SWOOLE_PROCESS);
    $client = new H2($run->connect());
    [$stream, $old] = [101, $run->connect()];
    $get = function (string $path) use ($client, &$stream) {
        $client->request($stream += 2, $path);
        return $client->answer($stream)->body;
    };
    $flag = sys_get_temp_dir() . '/rswoole-stuck-' . $get('/master');
    $before = $get('/pid');
    say($old, request('GET /wait'));
    $begun = $stream += 2;
    $client->request($begun, '/begun');
    $client->until(fn () => $client->of($begun)->body === 'begun');
    $waits = $stream += 2;
    $client->request($waits, $how === 'is killed' ? '/stuck' : '/wait');
    echo $get('/reload'), "\n";
    until(fn () => $get('/pid') !== $before, 'the successor');
    touch($flag);
    foreach ([$begun, $waits] as $number) {
        $answer = $client->answer($number);
        echo $how, ': ', $answer->status, ' ', $answer->body, ' ', $answer->reset ?? 'whole', "\n";
    }
    echo 'HTTP/1: ', answer($old)->status, "\n";
    // The connection and its successor go on.
    echo $get('/pid') !== $before ? 'served' : 'by the old', "\n";
    unlink($flag);
    $run->stop();
}
?>
--EXPECT--
reloading
ends by itself: 200 begun INTERNAL_ERROR
ends by itself: 500  whole
HTTP/1: 500
served
reloading
is killed: 200 begun INTERNAL_ERROR
is killed: 500  whole
HTTP/1: 500
served
