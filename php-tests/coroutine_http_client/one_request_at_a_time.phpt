--TEST--
Two coroutines can not mix their requests on one client: the second is refused (Swoole\Error, as for sockets)
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
use Swoole\Coroutine\Http\Client;

// Answers when it is told to.
$listener = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) substr(strrchr(stream_socket_get_name($listener, false), ':'), 1);
Co::set(['hook_flags' => 0]);
Co\run(function () use ($listener, $port) {
    $client = new Client('127.0.0.1', $port);
    go(function () use ($client) {
        var_dump($client->get('/first'), $client->body);
    });
    try {
        $client->get('/second');
    } catch (Swoole\Error $e) {
        echo preg_replace('/#\d+/', '#N', $e->getMessage(), 1), ' ', $e->getCode() === SWOOLE_ERROR_CO_HAS_BEEN_BOUND ? 'bound' : $e->getCode(), "\n";
    }
    $peer = stream_socket_accept($listener, DEADLINE);
    $line = rtrim(hear_line($peer));
    say($peer, "HTTP/1.1 200 OK\r\nContent-Length: " . strlen($line) . "\r\n\r\n$line");
});
?>
--EXPECTF--
Socket#%s has already been bound to another coroutine#2, writing of the same socket in coroutine#1 at the same time is not allowed bound
bool(true)
string(19) "GET /first HTTP/1.1"
