--TEST--
cancel() ends the wait of the coroutine that reads, which gets ECANCELED
--DESCRIPTION--
Manual, Coroutine\Socket: cancel(), getBoundCid().
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
    [$a, $b] = connected();
    $cid = Coroutine::create(function () use ($a) { var_dump($a->recv(), $a->errCode === SOCKET_ECANCELED, $a->errMsg); });
    var_dump($a->getBoundCid(SWOOLE_EVENT_READ) === $cid, $a->getBoundCid(SWOOLE_EVENT_WRITE), $a->cancel(SWOOLE_EVENT_WRITE));
    var_dump($a->cancel(SWOOLE_EVENT_READ), $a->cancel());
    $cid = Coroutine::create(function () use ($a) { var_dump($a->recv(), $a->errCode === SOCKET_ECANCELED); });
    var_dump(Coroutine::cancel($cid));
    Coroutine::create(function () use ($a) { var_dump($a->recv(), $a->errCode === SOCKET_ECANCELED); });
    var_dump($a->close());
});
--EXPECTF--
bool(true)
int(0)
bool(false)
bool(false)
bool(true)
string(18) "Operation canceled"
bool(true)
bool(false)
bool(false)
bool(true)
bool(true)
bool(false)
bool(true)
bool(true)
