--TEST--
pcntl's asynchronous signal handlers run while every coroutine sleeps, and may start coroutines
--EXTENSIONS--
pcntl
posix
--FILE--
<?php
pcntl_async_signals(true);
pcntl_signal(SIGUSR1, function () {
    echo "signal\n";
    go(function () {
        Co::sleep(0.001);
        echo "coroutine of the handler\n";
        Co::cancel($GLOBALS['sleeping']);
    });
});
$parent = posix_getpid();
$child = pcntl_fork();
if ($child === 0) {
    usleep(100000);
    posix_kill($parent, SIGUSR1);
    posix_kill(posix_getpid(), SIGKILL);
}
Co\run(function () {
    $GLOBALS['sleeping'] = Co::getCid();
    var_dump(Co::sleep(60), Co::isCanceled());
});
pcntl_waitpid($child, $status);
?>
--EXPECT--
signal
coroutine of the handler
bool(false)
bool(true)
