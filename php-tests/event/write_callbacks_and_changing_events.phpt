--TEST--
The write callback comes while there is room; set() changes events and callbacks (manual, Event: set)
--FILE--
<?php
use Swoole\Event;
[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
Event::add($a, null, function ($fd) use ($b) {
    static $count = 0;
    echo "writable\n";
    if (++$count === 2) {
        var_dump(Event::set($fd, function ($fd) {
            echo 'readable ', fread($fd, 10), "\n";
            Event::del($fd);
        }, null, SWOOLE_EVENT_READ));
        fwrite($b, 'q');
    }
}, SWOOLE_EVENT_WRITE);
var_dump(Event::isset($a, SWOOLE_EVENT_READ), Event::isset($a, SWOOLE_EVENT_WRITE), Event::isset($a));
Event::wait();
?>
--EXPECT--
bool(false)
bool(true)
bool(true)
writable
writable
bool(true)
readable q
