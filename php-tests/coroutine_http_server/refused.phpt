--TEST--
Requests that RFC 9112 forbids, that are too long or too slow are refused as on Http\Server; what can not be bound throws with its code
--FILE--
<?php
require __DIR__ . '/../include/http.php';
use Swoole\Coroutine\Http\Server;

$server = server(function () {
    Co\run(function () {
        $server = new Server('127.0.0.1', 0);
        $server->set(['package_max_length' => 100000, 'http_request_timeout' => 0.2]);
        $server->handle('/', fn ($request, $response) => $response->end('answer'));
        ready((object) ['ports' => [$server]]);
        $server->start();
    });
});
$run = $server->start();
$cases = [
    'good' => request('GET /'),
    'garbage' => "garbage\r\n\r\n",
    'no host' => "GET / HTTP/1.1\r\n\r\n",
    'both' => request('POST /', ['Content-Length: 3', 'Transfer-Encoding: chunked'], 'abc'),
    'bare LF' => "GET / HTTP/1.1\nHost: x\n\n",
    'too long' => request('POST /', ['Content-Length: 200000']) . str_repeat('x', 50000),
    'long head' => request('GET /', ['X: ' . str_repeat('y', 70000)]),
    'version' => "GET / HTTP/3.0\r\nHost: x\r\n\r\n",
    'slow head' => "GET / HTTP/1.1\r\nHos",
    'slow body' => request('POST /', ['Content-Length: 10']) . 'abc',
    'continue' => "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
];
foreach ($cases as $name => $bytes) {
    $client = $run->connect();
    say($client, $bytes);
    $answer = answer($client);
    if ($answer->status === 100) {
        say($client, 'abc');
        $answer = answer($client);
    }
    echo $name, ': ', $answer->status, ' ', $answer->status === 200 ? 'open' : (closed($client) ? 'closed' : 'open'), "\n";
}
$run->stop();
Co\run(function () {
    foreach ([['', 0], ['127.0.0.1', 70000], ['unix:/nonexistent/socket', 0]] as $arguments) {
        try {
            new Server(...$arguments);
        } catch (Swoole\Exception $e) {
            echo get_class($e), ': ', $e->getMessage(), ' ', $e->getCode(), "\n";
        }
    }
    $server = new Server('127.0.0.1', 0, true);
    var_dump(@$server->start(), $server->errMsg);
    $path = sys_get_temp_dir() . '/rswoole-' . getmypid() . '.sock';
    $server = new Server("unix:$path");
    $server->handle('/', fn ($request, $response) => $response->end($request->server['server_addr'] === "unix:$path" ? 'by unix socket' : 'x'));
    go(fn () => var_dump($server->start()));
    $client = new Swoole\Coroutine\Http\Client("unix:/$path");
    var_dump($client->get('/'), $client->body);
    $server->shutdown();
    unlink($path);
});
?>
--EXPECT--
good: 200 open
garbage: 400 closed
no host: 400 closed
both: 400 closed
bare LF: 400 closed
too long: 413 closed
long head: 431 closed
version: 505 closed
slow head: 408 closed
slow body: 408 closed
continue: 200 open
Swoole\Exception: host is empty 22
Swoole\Exception: bind(127.0.0.1:70000) failed 723
Swoole\Exception: bind(unix:/nonexistent/socket:0) failed 2
bool(false)
string(78) "require `ssl_cert_file` and `ssl_key_file` options: [ssl_cert_file] is not set"
bool(true)
string(14) "by unix socket"
bool(true)
