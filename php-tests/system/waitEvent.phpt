--TEST--
System::waitEvent(): which events came; false after the time limit, for no events and for what is no descriptor
--FILE--
<?php
use Swoole\Coroutine\System;
Co\run(function () {
    [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $both = SWOOLE_EVENT_READ | SWOOLE_EVENT_WRITE;
    var_dump(System::waitEvent($a, SWOOLE_EVENT_READ, 0.01), swoole_last_error());
    var_dump(System::waitEvent($a, SWOOLE_EVENT_WRITE, 1), System::waitEvent($a, $both, 1));
    Swoole\Timer::after(10, fn () => fwrite($b, 'x'));
    var_dump(System::waitEvent($a, SWOOLE_EVENT_READ, 10), System::waitEvent($a, $both, 1));
    var_dump(System::waitEvent($a, 0, 1), swoole_last_error());
    var_dump(@System::waitEvent(-1), @System::waitEvent('x'));
    fread($a, 1);
    fclose($b);
    var_dump(System::waitEvent($a, SWOOLE_EVENT_READ, 1));
});
?>
--EXPECT--
bool(false)
int(10018)
int(1024)
int(1024)
int(512)
int(1536)
bool(false)
int(22)
bool(false)
bool(false)
int(512)
