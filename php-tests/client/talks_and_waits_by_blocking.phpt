--TEST--
Swoole\Client connects, sends, receives, frames, keeps a connection, and can be selected
--EXTENSIONS--
sockets
--FILE--
<?php
// Manual, "Client" (sync).
use Swoole\Client;

$listener = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) explode(':', stream_socket_get_name($listener, false))[1];
$client = new Client(SWOOLE_SOCK_TCP);
var_dump($client->connect('127.0.0.1', $port, 0.2), $client->isConnected());
$peer = stream_socket_accept($listener);
var_dump($client->send('hello'), fread($peer, 5));
fwrite($peer, 'abcdef');
var_dump($client->recv(3, Client::MSG_PEEK), $client->recv(2), $client->recv(4, Client::MSG_WAITALL));
var_dump(@$client->recv(), $client->errCode === SOCKET_EAGAIN, $client->getpeername());
$read = ['a' => $client]; $write = $except = [];
var_dump(swoole_client_select($read, $write, $except, 0.01), $read);
$read = ['a' => $client]; $write = [$client];
fwrite($peer, 'x');
var_dump(swoole_client_select($read, $write, $except, 1), array_keys($read), count($write));
var_dump($client->recv(), $client->close(), @$client->recv(), $client->errCode === SWOOLE_ERROR_CLIENT_NO_CONNECTION);

$client->set(['open_eof_check' => true, 'package_eof' => "\n"]);
$client->connect('127.0.0.1', $port, 0.2);
fwrite(stream_socket_accept($listener), "one\ntwo\n");
echo $client->recv(), $client->recv();

$first = new Client(SWOOLE_SOCK_TCP | SWOOLE_KEEP);
$first->connect('127.0.0.1', $port);
$name = $first->getsockname();
$first->close();
$second = new Client(SWOOLE_SOCK_TCP | SWOOLE_KEEP);
var_dump($second->connect('127.0.0.1', $port), $second->reuse, $second->reuseCount, $second->getsockname() === $name, $second->close(true));
var_dump((new Client(SWOOLE_SOCK_TCP))->connect('127.0.0.1', 1));
?>
--EXPECTF--
bool(true)
bool(true)
int(5)
string(5) "hello"
string(3) "abc"
string(2) "ab"
string(4) "cdef"
bool(false)
bool(true)
array(2) {
  ["port"]=>
  int(%d)
  ["host"]=>
  string(9) "127.0.0.1"
}
int(0)
array(0) {
}
int(2)
array(1) {
  [0]=>
  string(1) "a"
}
int(1)
string(1) "x"
bool(true)
bool(false)
bool(true)
one
two
bool(true)
bool(true)
int(1)
bool(true)
bool(true)

Warning: Swoole\Client::connect(): connect to server[127.0.0.1:1] failed. Error: Connection refused[111] in %s on line %d
bool(false)
