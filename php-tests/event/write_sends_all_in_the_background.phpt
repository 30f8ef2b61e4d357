--TEST--
Event::write takes more than the socket's buffer holds, and sends the rest when there is room (manual, Event: write)
--FILE--
<?php
use Swoole\Event;
[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
stream_set_blocking($b, false);
Event::add($a, fn () => 1);
$data = '';
for ($i = 0; $i < 3; $i++) {
    $part = str_repeat(chr(65 + $i), 700000);
    $data .= $part;
    var_dump(Event::write($a, $part));
}
$got = '';
Event::add($b, function ($b) use (&$got, $data, $a) {
    $got .= fread($b, 65536);
    if (strlen($got) === strlen($data)) {
        Event::del($b);
        Event::del($a);
    }
});
Event::wait();
var_dump($got === $data);
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
