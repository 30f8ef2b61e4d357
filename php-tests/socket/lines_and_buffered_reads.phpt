--TEST--
recvAll, recvLine and recvWithBuffer
--DESCRIPTION--
Manual, Coroutine\Socket: recvAll(), recvLine(), recvWithBuffer().
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
    Coroutine::create(function () use ($b) { $b->send('abc'); Coroutine::sleep(0.01); $b->send('def'); });
    var_dump($a->recvAll(6));
    $b->send("line1\nli");
    var_dump($a->recvLine(), $a->recvLine(100, 0.02), $a->errCode === SOCKET_ETIMEDOUT);
    $b->send("ne2\n");
    var_dump($a->recvLine());
    $b->send('abcdef');
    var_dump($a->recvWithBuffer(2), $a->recvWithBuffer(3), $a->recvWithBuffer(3, 0.02));
    $b->send('rest');
    $b->close();
    var_dump($a->recvLine(), $a->recvLine());
});
--EXPECTF--
string(6) "abcdef"
string(6) "line1
"
bool(false)
bool(true)
string(6) "line2
"
string(2) "ab"
string(3) "cde"
string(1) "f"
string(4) "rest"
string(0) ""
