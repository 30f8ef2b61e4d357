--TEST--
A connection serves many requests, is made again when the server has ended it, and is not used again when more came than was asked for
--FILE--
<?php
// Manual, keep_alive and close(): after close the next request connects again
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = peer(function (string $request, $connection, int $number) {
    $path = explode(' ', $request)[1];
    fwrite($connection, ok("connection $number") . ($path === '/more' ? 'HTTP/1.1 408 Request Timeout' : ''));
    return $path !== '/end';
})->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $client = new Client('127.0.0.1', $port);
    $client->set(['timeout' => 10]);
    $ask = function (string $path) use ($client) {
        $client->get($path);
        echo "$path: $client->body\n";
    };
    $ask('/');
    $socket = $client->socket;
    $ask('/');
    var_dump($client->socket === $socket, get_class($socket), $client->getpeername()['port'] === $client->port);
    $ask('/end');
    until(fn () => $socket->peek(1) === '', 'the end');
    $ask('/');
    $ask('/more');
    $ask('/');
    var_dump($client->close(), $client->connected, $client->socket);
    $ask('/');
    $client->set(['keep_alive' => false]);
    $ask('/');
    $ask('/');
    var_dump($client->connected);
});
$run->stop();
?>
--EXPECT--
/: connection 1
/: connection 1
bool(true)
string(23) "Swoole\Coroutine\Socket"
bool(true)
/end: connection 1
/: connection 2
/more: connection 2
/: connection 3
bool(true)
bool(false)
NULL
/: connection 4
/: connection 4
/: connection 5
bool(false)
