--TEST--
recvfrom and sendto over UDP, UDP6 and unix sockets
--DESCRIPTION--
Manual, Coroutine\Socket: recvfrom(), sendto().
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
    foreach ([[AF_INET, '127.0.0.1'], [AF_INET6, '::1']] as [$domain, $host]) {
        $server = new Socket($domain, SOCK_DGRAM, 0);
        $server->bind($host, 0);
        $client = new Socket($domain, SOCK_DGRAM, 0);
        var_dump($client->sendto($host, $server->getsockname()['port'], 'Hello'), $server->recvfrom($peer), $peer['address']);
        $server->sendto($peer['address'], $peer['port'], 'Swoole');
        var_dump($client->recvfrom($other), $other['port'] === $server->getsockname()['port']);
        $other = 'untouched';
        var_dump($client->recvfrom($other, 0.01), $other, $client->errCode === SOCKET_ETIMEDOUT);
    }
    $path = sys_get_temp_dir() . '/rswoole-dgram-' . getmypid();
    $server = new Socket(AF_UNIX, SOCK_DGRAM, 0);
    var_dump($server->bind($path), $client = new Socket(AF_UNIX, SOCK_DGRAM, 0) and $client->bind("$path.c"));
    var_dump($client->sendto($path, 0, 'unix'), $server->recvfrom($peer), $peer === ['address' => "$path.c", 'port' => 0]);
    array_map('unlink', [$path, "$path.c"]);
    $tcp = new Socket(AF_INET, SOCK_STREAM, 0);
    var_dump($tcp->sendto('127.0.0.1', 1, 'x'), $tcp->errCode === SOCKET_EPROTONOSUPPORT);
});
--EXPECTF--
int(5)
string(5) "Hello"
string(9) "127.0.0.1"
string(6) "Swoole"
bool(true)
bool(false)
string(9) "untouched"
bool(true)
int(5)
string(5) "Hello"
string(3) "::1"
string(6) "Swoole"
bool(true)
bool(false)
string(9) "untouched"
bool(true)
bool(true)
bool(true)
int(4)
string(4) "unix"
bool(true)
bool(false)
bool(true)
