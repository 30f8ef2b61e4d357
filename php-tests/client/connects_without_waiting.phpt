--TEST--
Client::connect() with $sock_flag 1 does not wait: swoole_client_select tells when the connection is there (manual, client: connect)
--FILE--
<?php
// Codes and isConnected() are measured on Swoole 6.2.2.
use Swoole\Client;

$server = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) substr(strrchr(stream_socket_get_name($server, false), ':'), 1);
$closed = stream_socket_server('tcp://127.0.0.1:0');
$dead = (int) substr(strrchr(stream_socket_get_name($closed, false), ':'), 1);
fclose($closed);

$writable = function (Client $client): int {
    $read = $error = [];
    $write = [$client];
    return swoole_client_select($read, $write, $error, 5);
};
$client = new Client(SWOOLE_SOCK_TCP);
var_dump($client->connect('127.0.0.1', $port, 5, 1), $client->errCode === SOCKET_EINPROGRESS);
var_dump($writable($client), $client->send('hello'), $client->isConnected());
$peer = stream_socket_accept($server, 5);
echo fread($peer, 5), "\n";
var_dump(@$client->recv(), $client->errCode === SOCKET_EAGAIN);
fwrite($peer, 'answer');
$read = [$client];
$none = [];
var_dump(swoole_client_select($read, $none, $none, 5), $client->recv(), $client->close());

$client = new Client(SWOOLE_SOCK_TCP);
var_dump($client->connect('127.0.0.1', $dead, 5, 1), $writable($client), @$client->send('hello'), $client->errCode, $client->isConnected());
var_dump($client->connect('127.0.0.1', $port, 5), $client->isConnected(), $client->close());
?>
--EXPECT--
bool(true)
bool(true)
int(1)
int(5)
bool(true)
hello
bool(false)
bool(true)
int(1)
string(6) "answer"
bool(true)
bool(true)
int(1)
bool(false)
int(5001)
bool(false)
bool(true)
bool(true)
bool(true)
