--TEST--
connect, send, recv, peek, names and close, against our own server
--EXTENSIONS--
sockets
--FILE--
<?php
// Manual, coroutine client: "Example"
require __DIR__ . '/../include/harness.php';
use Swoole\Coroutine;
use Swoole\Coroutine\Client;

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1]);
    $server->on('receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, "Server: $data");
        if ($data === 'bye') {
            $server->close($fd);
        }
    });
    ready($server);
    $server->start();
});
$run = $server->start();
$port = $run->port();
until(fn () => @stream_socket_client("tcp://127.0.0.1:$port"), 'the server');
Coroutine::set(['hook_flags' => 0]);
Coroutine\run(function () use ($port) {
    $client = new Client(SWOOLE_SOCK_TCP);
    var_dump($client->connect('127.0.0.1', $port, 0.5), $client->connected, $client->isConnected());
    var_dump($client->send("hello"), $client->recv(5), $client->recv(0.05), $client->errCode === SOCKET_ETIMEDOUT);
    var_dump($client->getpeername()['port'] === $port, $client->exportSocket() === $client->socket);
    var_dump($client->connect('127.0.0.1', $port), $client->errCode === SOCKET_EISCONN);
    $client->send('bye');
    var_dump($client->recv(5), $client->recv(5), $client->close(), $client->connected);
    var_dump($client->close(), $client->recv(), $client->errCode === SWOOLE_ERROR_CLIENT_NO_CONNECTION, $client->errMsg);
    var_dump($client->connect('127.0.0.1', $port), $client->close());
    var_dump($client->connect('127.0.0.1', 1), $client->errCode === SOCKET_ECONNREFUSED, $client->connected);
    try { new Client(99); } catch (TypeError $e) { echo $e->getMessage(), "\n"; }
});
$run->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
int(5)
string(13) "Server: hello"
bool(false)
bool(true)
bool(true)
bool(true)
bool(false)
bool(true)
string(11) "Server: bye"
string(0) ""
bool(true)
bool(false)
bool(false)
bool(false)
bool(true)
string(20) "Client no connection"
bool(true)
bool(true)
bool(false)
bool(true)
bool(false)
Swoole\Coroutine\Client::__construct() expects parameter 1 to be client type, unknown type 99 given
