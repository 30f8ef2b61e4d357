--TEST--
A request that is larger than the ring to its worker survives a reload that comes in its middle, over HTTP/1 and HTTP/2
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
const LARGE = 4 << 20;
$http = http2(function ($request, $response, $server) {
    $flag = sys_get_temp_dir() . '/rswoole-large-' . $server->master_pid;
    if ($request->server['request_uri'] === '/block') {
        file_put_contents("$flag-blocked", '');
        while (!file_exists("$flag-free")) {
            clearstatcache();
            usleep(1000);
        }
        unlink("$flag-free");
    }
    $response->end((string) strlen($request->rawContent()));
}, ['reactor_num' => 1, 'package_max_length' => 16 << 20, 'http2_init_window_size' => 16 << 20]);
$run = $http->start(SWOOLE_PROCESS);
$flag = sys_get_temp_dir() . "/rswoole-large-$run->pid";
$body = str_repeat('x', LARGE);
for ($round = 0; $round < 6; $round++) {
    $blocking = $run->connect();
    say($blocking, request('GET /block'));
    until(fn () => file_exists("$flag-blocked"), 'the worker to be busy');
    unlink("$flag-blocked");
    if ($round % 2) {
        $client = new H2($run->connect());
        $client->until(fn () => $client->settings !== []);
        $client->say(TYPE_HEADERS, END_HEADERS, 1, H2::fields('/', [], 'POST'));
        foreach (str_split($body, 16384) as $i => $piece) {
            $client->say(TYPE_DATA, ($i + 1) * 16384 === LARGE ? END_STREAM : 0, 1, $piece);
        }
    } else {
        $client = $run->connect();
        say($client, request('POST /', [], $body));
    }
    $run->signal(SIGUSR1);
    file_put_contents("$flag-free", '');
    echo answer($blocking)->status, ' ', $round % 2 ? $client->answer(1)->body : answer($client)->body, "\n";
}
$run->stop();
?>
--EXPECT--
200 4194304
200 4194304
200 4194304
200 4194304
200 4194304
200 4194304
