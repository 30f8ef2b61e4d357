--TEST--
BASE mode: a worker that is reloaded takes its connections with it, so the answers that it still gives say "Connection: close" (RFC 9112, 9.6): clients do not ask into the void
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = server(function () {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('workerStart', function () { fwrite(STDOUT, "[started]\n"); });
    $server->on('workerExit', function () { fwrite(STDOUT, '[exit ' . getmypid() . "]\n"); });
    $server->on('request', function ($request, $response) {
        if ($request->server['request_uri'] === '/chunks') {
            $response->header('X-Kind', 'chunks');
        }
        $response->header('X-Pid', (string) getmypid());
        fwrite(STDOUT, "[asked]\n");
        while (!file_exists($request->get['until'])) {
            Co::sleep(0.01);
        }
        if ($request->server['request_uri'] === '/chunks') {
            $response->write('in parts');
        }
        $response->end($request->server['request_uri'] === '/chunks' ? '' : 'at once');
    });
    ready($server);
    $server->start();
});
$run = $http->start();
$run->wait('[started]', 2);
$file = tempnam(sys_get_temp_dir(), 'rswoole');
unlink($file);
// The workers take turns: each has some.
foreach (['/', '/chunks', '/', '/chunks', '/', '/chunks'] as $i => $path) {
    say($clients[$i] = $run->connect(), request("GET $path?until=$file"));
}
$run->wait('[asked]', 6);
$run->signal(SIGUSR1);
$run->wait('[exit ');
preg_match('/\[exit (\d+)/', $run->peek(), $ending);
touch($file);
$goodbyes = 0;
foreach ($clients as $client) {
    $answer = answer($client);
    if ($answer->header('x-pid') === $ending[1]) {
        $goodbyes += $answer->header('connection') === 'close' && closed($client) ? 1 : 100;
    }
    echo $answer->status, ' ', $answer->body, "\n";
}
var_dump($goodbyes > 0 && $goodbyes <= count($clients));
$run->wait('[started]', 4);
// The new ones keep their connections.
$client = $run->connect();
say($client, request("GET /?until=$file"));
echo answer($client)->header('connection'), "\n";
unlink($file);
$run->stop();
?>
--EXPECT--
200 at once
200 in parts
200 at once
200 in parts
200 at once
200 in parts
bool(true)
keep-alive
