--TEST--
A wait that is too long gives false and ETIMEDOUT, by argument, by option, by Coroutine::set()
--DESCRIPTION--
Manual, coroutine clients, "Timeout Rules".
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
    // At least so long; how much longer is the machine's affair.
    $took = function (float $seconds, callable $wait) { $start = microtime(true); $result = $wait(); return [$result, microtime(true) - $start >= $seconds]; };
    [$a, $b] = connected();
    [$result, $waited] = $took(0.1, fn () => $a->recv(10, 0.1));
    var_dump($result, $waited, $a->errCode === SOCKET_ETIMEDOUT, $a->errMsg);
    $a->setOption(SOL_SOCKET, SO_RCVTIMEO, ['sec' => 0, 'usec' => 200000]);
    [$result, $waited] = $took(0.2, fn () => $a->recv());
    var_dump($result, $waited, $a->getOption(SOL_SOCKET, SO_RCVTIMEO));
    Coroutine::set(['socket_timeout' => 0.1]);
    [$a, $b] = connected();
    var_dump($took(0.1, fn () => $a->recv())[1]);
    $listener = new Socket(AF_INET, SOCK_STREAM, 0);
    $listener->bind('127.0.0.1');
    $listener->listen();
    var_dump($listener->accept(0.05), $listener->errCode === SOCKET_ETIMEDOUT);
    $b->send('ab');
    var_dump($a->recvAll(10, 0.05), $a->errCode === SOCKET_ETIMEDOUT);
});
--EXPECTF--
bool(false)
bool(true)
bool(true)
string(20) "Connection timed out"
bool(false)
bool(true)
array(2) {
  ["sec"]=>
  int(0)
  ["usec"]=>
  int(200000)
}
bool(true)
bool(false)
bool(true)
string(2) "ab"
bool(true)
