--TEST--
System::waitSignal(): the signal that came, false after the time limit (10018); the signal has its own effect again afterwards
--FILE--
<?php
use Swoole\Coroutine\System;
Co\run(function () {
    $send = fn (int $signal) => Swoole\Timer::after(5, fn () => posix_kill(getmypid(), $signal));
    $send(SIGUSR1);
    var_dump(System::waitSignal(SIGUSR1, 10));
    $send(SIGUSR2);
    var_dump(System::waitSignal([SIGUSR1, SIGUSR2], 10));
    var_dump(System::waitSignal(SIGUSR1, 0.01), swoole_last_error());
    foreach ([1000, SIGCHLD, [1000]] as $bad) {
        var_dump(@System::waitSignal($bad, 0.01), error_get_last()['message']);
    }
    $cid = go(fn () => var_dump(Co::waitSignal(SIGUSR1)));
    var_dump(Co::cancel($cid), swoole_last_error());
    var_dump(Co::stats()['signal_listener_num']);
});
?>
--EXPECT--
int(10)
int(12)
bool(false)
int(10018)
bool(false)
string(71) "Swoole\Coroutine\System::waitSignal(): Invalid signal in the given list"
bool(false)
string(71) "Swoole\Coroutine\System::waitSignal(): Invalid signal in the given list"
bool(false)
string(71) "Swoole\Coroutine\System::waitSignal(): Invalid signal in the given list"
bool(false)
bool(true)
int(10017)
int(0)
