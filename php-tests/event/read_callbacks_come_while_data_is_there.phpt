--TEST--
Event::add watches a stream; level-triggered: the callback comes again while something is unread; del ends it (manual, Event: add, del)
--FILE--
<?php
use Swoole\Event;
[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
stream_set_read_buffer($a, 0);
fwrite($b, 'abc');
var_dump(Event::add($a, function ($fd) use ($a) {
    static $count = 0;
    echo fread($fd, 1), ' ', json_encode($fd === $a), ' ', func_num_args(), ' ', json_encode(Swoole\Coroutine::getCid() > 0), "\n";
    if (++$count === 3) {
        var_dump(Event::del($fd), Event::isset($fd), Event::del($fd));
    }
}) === (int) Event::isset($a) ? 'fd 1' : 'fd');
Event::wait();
echo "end\n";
?>
--EXPECT--
string(2) "fd"
a true 1 true
b true 1 true
c true 1 true
bool(true)
bool(false)
bool(false)
end
