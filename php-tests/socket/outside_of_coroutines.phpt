--TEST--
Outside of a coroutine what need not wait works; what must wait is an error
--EXTENSIONS--
sockets
--FILE--
<?php
[$a, $b] = swoole_coroutine_socketpair(AF_UNIX, SOCK_STREAM, 0);
var_dump($a->send('x'), $b->recv());
$b->recv();
?>
--EXPECTF--
int(1)
string(1) "x"
%AUncaught Swoole\Error: API must be called in the coroutine in %s
Stack trace:
%A
