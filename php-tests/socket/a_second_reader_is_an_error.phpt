--TEST--
Two coroutines may not read one socket at the same time; one may write meanwhile
--DESCRIPTION--
Manual, FAQ: "has already been bound to another coroutine".
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
    Coroutine::create(function () use ($a) { var_dump($a->recv()); });
    var_dump($a->send('x'));
    $a->recv();
});
--EXPECTF--
int(1)
%AUncaught Swoole\Error: Socket#%d has already been bound to another coroutine#2, reading of the same socket in coroutine#1 at the same time is not allowed in %s
Stack trace:
%A