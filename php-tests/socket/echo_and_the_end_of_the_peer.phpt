--TEST--
A socket accepts, connects, sends, receives; the end of the peer is an empty string
--DESCRIPTION--
Manual, Coroutine\Socket: "Complete Example"; recv() gives "" when the peer closed.
--EXTENSIONS--
sockets
--FILE--
<?php
use Swoole\Coroutine;
use Swoole\Coroutine\Socket;

/** Two connected TCP sockets. */
function connected(): array
{
    $listener = new Socket(AF_INET, SOCK_STREAM, 0);
    $listener->bind('127.0.0.1', 0);
    $listener->listen(128);
    $client = new Socket(AF_INET, SOCK_STREAM, 0);
    $client->connect('127.0.0.1', $listener->getsockname()['port']);
    return [$listener->accept(), $client];
}
Coroutine::set(['hook_flags' => 0]);
Coroutine\run(function () {
    [$server, $client] = connected();
    var_dump($client->send('hello'), $server->recv(), $server->sendAll('world'), $client->peek(3), $client->recv(2), $client->recv());
    var_dump($server->getpeername() === $client->getsockname(), $client->checkLiveness());
    var_dump($server->close(), $client->recv(), $client->errCode, $client->checkLiveness(), $client->errCode === SOCKET_ECONNRESET);
    var_dump($server->isClosed(), $server->close(), $server->errCode === SOCKET_EBADF, $server->recv(), $server->errMsg);
});
--EXPECTF--
int(5)
string(5) "hello"
int(5)
string(3) "wor"
string(2) "wo"
string(3) "rld"
bool(true)
bool(true)
bool(true)
string(0) ""
int(0)
bool(false)
bool(true)
bool(true)
bool(false)
bool(true)
bool(false)
string(19) "Bad file descriptor"
