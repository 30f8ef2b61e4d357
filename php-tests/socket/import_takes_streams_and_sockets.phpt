--TEST--
import() makes a coroutine socket of a stream or of a Socket of ext-sockets
--EXTENSIONS--
sockets
--FILE--
<?php
use Swoole\Coroutine\Socket;

Swoole\Coroutine\run(function () {
    [$one, $two] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $socket = Socket::import($one);
    fwrite($two, 'hello');
    var_dump($socket->recv(100, 1), $socket->domain === AF_UNIX, $socket->type === SOCK_STREAM);
    var_dump(Socket::import(socket_create(AF_INET, SOCK_DGRAM, SOL_UDP))->protocol === SOL_UDP);
    var_dump(@Socket::import(fopen(__FILE__, 'r')), @Socket::import(5));
});
?>
--EXPECT--
string(5) "hello"
bool(true)
bool(true)
bool(true)
bool(false)
bool(false)
