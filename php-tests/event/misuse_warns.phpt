--TEST--
What cannot be watched is refused with a warning, false and error 503
--FILE--
<?php
use Swoole\Event;
[$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$f = fn () => 1;
$tries = [fn () => Event::add($a), fn () => Event::add($a, $f, null, SWOOLE_EVENT_WRITE), fn () => Event::set($a, $f),
    fn () => Event::add('x', $f), fn () => Event::add(-1, $f), fn () => Event::add(new stdClass, $f), fn () => Event::add(null, $f),
    fn () => Event::write($a, 'x'), fn () => Event::write($a, ''), fn () => Event::add($a, $f) > 0, fn () => Event::add($a, $f)];
foreach ($tries as $try) {
    swoole_clear_error();
    echo json_encode($try()), ' ', swoole_last_error(), "\n";
}
try {
    Event::add($b, 'nope');
} catch (Swoole\Exception $e) {
    echo $e->getMessage(), "\n";
}
Event::del($a);
?>
--EXPECTF--
Warning: Swoole\Event::add(): Swoole\Event: unable to find readable callback of fd [%d] in %s on line %d
false 503

Warning: Swoole\Event::add(): Swoole\Event: unable to find writable callback of fd [%d] in %s on line %d
false 503

Warning: Swoole\Event::set(): socket[%d] is not found in the reactor in %s on line %d
false 503

Warning: Swoole\Event::add(): invalid file descriptor passed in %s on line %d

Warning: Swoole\Event::add(): unknown fd type in %s on line %d
false 503

Warning: Swoole\Event::add(): invalid file descriptor#-1 passed in %s on line %d

Warning: Swoole\Event::add(): unknown fd type in %s on line %d
false 503

Warning: Swoole\Event::add(): unknown fd type in %s on line %d
false 503

Warning: Swoole\Event::add(): invalid file descriptor passed in %s on line %d

Warning: Swoole\Event::add(): unknown fd type in %s on line %d
false 503

Warning: Swoole\Event::write(): socket[%d] is not found in the reactor in %s on line %d
false 503

Warning: Swoole\Event::write(): data empty in %s on line %d
false 503
true 0

Warning: Swoole\Event::add(): already exist in %s on line %d
false 503
%Areadable_callback must be of type callable, string given
