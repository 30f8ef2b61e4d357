--TEST--
statusCode -1 without a connection, -2 without an answer in time; the connection is cut then (manual, getStatusCode, timeout control)
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = peer(function (string $request, $connection) {
    if (str_contains($request, '/trickle')) {
        fwrite($connection, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhi");
    }
    // Nothing more: until the client has had enough.
    fread($connection, 1);
    return false;
})->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $show = fn (Client $client, bool $done) => print json_encode([$done, $client->statusCode, $client->errCode, $client->errMsg, $client->connected]) . "\n";
    $client = new Client('127.0.0.1', 1);
    $show($client, $client->get('/'));
    var_dump($client->statusCode === SWOOLE_HTTP_CLIENT_ESTATUS_CONNECT_FAILED);
    $client = new Client('no.such.host.invalid', 80);
    $show($client, $client->get('/'));
    $client = new Client('unix:///nonexistent/rswoole.sock');
    $show($client, $client->get('/'));
    $client = new Client('127.0.0.1', 70000);
    $show($client, $client->get('/'));
    foreach (['/silent', '/trickle'] as $path) {
        $client = new Client('127.0.0.1', $port);
        $client->set(['timeout' => 0.1]);
        $show($client, $client->get($path));
    }
    var_dump($client->statusCode === SWOOLE_HTTP_CLIENT_ESTATUS_REQUEST_TIMEOUT);
    $client = new Client('127.0.0.1', $port);
    Co::set(['socket_read_timeout' => 0.1]);
    $show($client, $client->get('/silent'));
    try { new Client(''); } catch (Swoole\Coroutine\Http\Client\Exception $e) { echo $e->getMessage(), ' ', $e->getCode(), "\n"; }
    var_dump($client->close(), $client->errCode === SWOOLE_ERROR_CLIENT_NO_CONNECTION, $client->errMsg);
});
try {
    (new Client('127.0.0.1', $port))->get('/');
} catch (Swoole\Error $e) {
    echo $e->getMessage(), "\n";
}
$run->stop();
?>
--EXPECT--
[false,-1,111,"Connection refused",false]
bool(true)
[false,-1,711,"DNS Lookup resolve failed",false]
[false,-1,2,"No such file or directory",false]
[false,-1,723,"Bad port",false]
[false,-2,110,"Connection timed out",false]
[false,-2,110,"Connection timed out",false]
bool(true)
[false,-2,110,"Connection timed out",false]
host is empty 22
bool(false)
bool(true)
string(20) "Client no connection"
API must be called in the coroutine
