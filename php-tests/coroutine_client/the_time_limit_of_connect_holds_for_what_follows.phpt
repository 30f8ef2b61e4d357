--TEST--
Coroutine\Client::connect($host, $port, $timeout): the limit of "connect/send/recv", whatever the settings say (manual, coroutine_client/client)
--FILE--
<?php
// That it goes over read_timeout, and a later set() over it, is measured on Swoole 6.2.2.
use Swoole\Coroutine\Client;

$silent = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) substr(strrchr(stream_socket_get_name($silent, false), ':'), 1);
Co::set(['socket_timeout' => -1, 'hook_flags' => 0]);
Co\run(function () use ($port) {
    $client = new Client(SWOOLE_SOCK_TCP);
    $client->set(['read_timeout' => -1]);
    var_dump($client->connect('127.0.0.1', $port, 0.05), $client->recv(), $client->errCode === SOCKET_ETIMEDOUT);
    $client = new Client(SWOOLE_SOCK_TCP);
    $client->connect('127.0.0.1', $port, -1);
    $client->set(['timeout' => 0.05]);
    var_dump($client->recv(), $client->errCode === SOCKET_ETIMEDOUT);
});
?>
--EXPECT--
bool(true)
bool(false)
bool(true)
bool(false)
bool(true)
