--TEST--
Event::add takes a Socket of ext-sockets and a descriptor's number
--EXTENSIONS--
sockets
--FILE--
<?php
use Swoole\Event;
socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair);
$fd = Event::add($pair[0], function ($socket) {
    echo get_debug_type($socket), ' ', socket_read($socket, 10), "\n";
    Event::del($socket);
});
var_dump($fd > 2);
socket_write($pair[1], 'one');
Event::wait();
Event::add($fd, function ($number) use ($fd, $pair) {
    var_dump($number === $fd);
    echo socket_read($pair[0], 10), "\n";
    Event::del($number);
});
socket_write($pair[1], 'two');
Event::wait();
?>
--EXPECT--
bool(true)
Socket one
bool(true)
two
