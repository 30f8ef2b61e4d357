--TEST--
sendFile sends a file or a part of it
--DESCRIPTION--
Manual, Coroutine\Socket: sendFile().
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
    $file = tempnam(sys_get_temp_dir(), 'rswoole');
    file_put_contents($file, str_repeat('0123456789', 300000));
    $reader = Coroutine::create(function () use ($a) { var_dump(md5($a->recvAll(3000000)) === md5(str_repeat('0123456789', 300000))); });
    var_dump($b->sendFile($file), Coroutine::join([$reader]), $b->sendFile($file, 4, 3), $a->recv(10));
    unlink($file);
    var_dump($b->sendFile($file), $b->errCode === SOCKET_ENOENT);
});
--EXPECTF--
bool(true)
bool(true)
bool(true)
bool(true)
string(3) "456"
bool(false)
bool(true)
