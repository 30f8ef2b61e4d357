--TEST--
Process::signal: callbacks in coroutines of the loop, replaced, removed
--FILE--
<?php
// manual, Process, signal().
use Swoole\Process;
use Swoole\Coroutine;
Coroutine\run(function () {
    Process::signal(SIGUSR1, fn () => print("never\n"));
    var_dump(Process::signal(SIGUSR1, function (int $number) { echo "signal $number, in a coroutine: ", Coroutine::getCid() > 1 ? "yes" : "no", "\n"; }));
    Process::kill(getmypid(), SIGUSR1);
    Coroutine::sleep(0.05);
    var_dump(Process::signal(SIGUSR1, null), @Process::signal(SIGUSR1, null), @Process::signal(200, fn () => 1));
});
Process::signal(SIGTERM, fn () => 1);
echo "a signal alone keeps nothing alive\n";
--EXPECT--
bool(true)
signal 10, in a coroutine: yes
bool(true)
bool(false)
bool(false)
a signal alone keeps nothing alive
