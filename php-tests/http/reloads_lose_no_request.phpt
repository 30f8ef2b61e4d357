--TEST--
reload() under HTTP load: in PROCESS mode no request is lost and no connection closed, those of waiting coroutines included
--FILE--
<?php
// server/methods, reload: a graceful restart
require __DIR__ . '/../include/http.php';
$http = server(function () {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('workerStart', function () { fwrite(STDOUT, "[started]\n"); });
    $server->on('afterReload', function () { fwrite(STDOUT, "[reloaded]\n"); });
    $server->on('workerError', function () { fwrite(STDOUT, "[error]\n"); });
    $server->on('request', function ($request, $response) {
        $n = (int) $request->get['n'];
        if ($n % 3 === 0) {
            Co::sleep(0.02);
        }
        if ($n % 4 === 0) {
            $response->write("$n");
            Co::sleep(0.002);
            return $response->end(' in parts');
        }
        $response->end("$n" . str_repeat('x', $n % 5 === 0 ? 100000 : 0));
    });
    ready($server);
    $server->start();
});
$run = $http->start();
for ($i = 0; $i < 30; $i++) {
    $clients[$i] = $run->connect();
}
$run->wait('[started]', 2);
$right = $number = 0;
for ($reload = 1; $reload <= 5; $reload++) {
    $run->signal(SIGUSR1);
    do {
        foreach ($clients as $i => $client) {
            say($client, request('POST /?n=' . ($number + $i), [], 'body'));
        }
        foreach ($clients as $i => $client) {
            $n = $number + $i;
            $answer = answer($client);
            $want = $n % 4 === 0 ? "$n in parts" : $n . str_repeat('x', $n % 5 === 0 ? 100000 : 0);
            if ($answer->status !== 200 || $answer->body !== $want || $answer->header('connection') !== 'keep-alive') {
                exit("request $n got $answer->status $answer->body\n");
            }
        }
        $number += count($clients);
        $text = $run->peek();
    } while (substr_count($text, '[started]') < 2 * ($reload + 1) || substr_count($text, '[reloaded]') < $reload);
}
echo substr_count($run->peek(), '[error]'), " errors\n";
$run->stop();
?>
--EXPECT--
0 errors
