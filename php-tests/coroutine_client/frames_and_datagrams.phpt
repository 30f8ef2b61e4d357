--TEST--
set() gives recv() whole packets; datagrams need no connection
--EXTENSIONS--
sockets
--FILE--
<?php
// Manual, coroutine client: set(), sendto(), recvfrom()
require __DIR__ . '/../include/harness.php';
use Swoole\Coroutine;
use Swoole\Coroutine\Client;
use Swoole\Coroutine\Socket;

Coroutine::set(['hook_flags' => 0]);
Coroutine\run(function () {
    $listener = new Socket(AF_INET, SOCK_STREAM, 0);
    $listener->bind('127.0.0.1');
    $listener->listen();
    $port = $listener->getsockname()['port'];
    $client = new Client(SWOOLE_SOCK_TCP);
    var_dump($client->set(['open_length_check' => true, 'package_length_type' => 'n', 'package_body_offset' => 2, 'timeout' => 0.05]));
    $client->connect('127.0.0.1', $port);
    $peer = $listener->accept();
    $peer->send(pack('n', 3) . 'abc' . pack('n', 2) . 'x');
    var_dump(substr($client->recv(), 2), $client->recv(), $client->errCode === SOCKET_ETIMEDOUT);
    $peer->send('y');
    var_dump(substr($client->recv(), 2), count($client->setting));

    $client = new Client(SWOOLE_SOCK_TCP);
    $client->set(['open_eof_check' => true, 'package_eof' => "\n"]);
    $client->connect('127.0.0.1', $port);
    $listener->accept()->sendAll("one\ntwo\n");
    echo $client->recv(), $client->recv();

    $server = new Socket(AF_INET, SOCK_DGRAM, 0);
    $server->bind('127.0.0.1');
    $client = new Client(SWOOLE_SOCK_UDP);
    var_dump($client->sendto('127.0.0.1', $server->getsockname()['port'], 'ping'), $server->recvfrom($from));
    $server->sendto($from['address'], $from['port'], 'pong');
    var_dump($client->recvfrom(100, $address, $from_port), $address, $from_port === $server->getsockname()['port']);
});
?>
--EXPECT--
bool(true)
string(3) "abc"
bool(false)
bool(true)
string(2) "xy"
int(4)
one
two
bool(true)
string(4) "ping"
string(4) "pong"
string(9) "127.0.0.1"
bool(true)
