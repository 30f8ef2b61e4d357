--TEST--
When the peer closes, the read callback comes
--FILE--
<?php
use Swoole\Event;
[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
Event::add($a, function ($a) {
    var_dump(fread($a, 10), feof($a));
    Event::del($a);
});
fclose($b);
Event::wait();
?>
--EXPECT--
string(0) ""
bool(true)
