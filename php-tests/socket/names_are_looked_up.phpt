--TEST--
connect takes names; what does not resolve is DNSLOOKUP_RESOLVE_FAILED
--DESCRIPTION--
Manual, Coroutine\Socket: connect().
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
    $listener = new Socket(AF_INET, SOCK_STREAM, 0);
    $listener->bind('127.0.0.1');
    $listener->listen();
    $client = new Socket(AF_INET, SOCK_STREAM, 0);
    var_dump($client->connect('localhost', $listener->getsockname()['port']));
    $client = new Socket(AF_INET, SOCK_STREAM, 0);
    var_dump($client->connect('no-such-host.invalid', 80, 5), $client->errCode === SWOOLE_ERROR_DNSLOOKUP_RESOLVE_FAILED);
    $client = new Socket(AF_INET, SOCK_STREAM, 0);
    var_dump($client->connect('127.0.0.1', 1), $client->errCode === SOCKET_ECONNREFUSED);
    $client = new Socket(AF_UNIX, SOCK_STREAM, 0);
    var_dump($client->connect('/no/such/socket'), $client->errCode === SOCKET_ENOENT);
    try { new Socket(9999, SOCK_STREAM, 0); } catch (Socket\Exception $e) { echo $e->getCode() === SOCKET_EAFNOSUPPORT ? $e->getMessage() : $e, "\n"; }
});
--EXPECTF--
bool(true)
bool(false)
bool(true)
bool(false)
bool(true)
bool(false)
bool(true)
new Socket() failed. Error: Address family not supported by protocol [97]
