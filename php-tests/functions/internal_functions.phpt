--TEST--
swoole_implicit_fn() ends a process as it is told; swoole_test_kernel_coroutine() sleeps; swoole_internal_call_user_shutdown_begin() is for the shutdown alone
--FILE--
<?php
// As Swoole 6.2.2.
try {
    swoole_implicit_fn('unknown');
} catch (Swoole\Exception $e) {
    echo $e->getCode(), ' ', $e->getMessage(), "\n";
}
ini_set('display_errors', '0');
ini_set('log_errors', '0');
foreach ([['bailout', 3], ['fatal_error', null], ['abort', null]] as [$name, $argument]) {
    $process = new Swoole\Process(function () use ($name, $argument) {
        swoole_implicit_fn($name, $argument);
        echo "never\n";
    });
    $process->start();
    ['code' => $code, 'signal' => $signal] = Swoole\Process::wait();
    echo "$name: $code $signal\n";
}
Co\run(function () {
    swoole_test_kernel_coroutine(2, 0.001);
    echo Co::stats()['coroutine_num'], " coroutines\n";
});
var_dump(swoole_internal_call_user_shutdown_begin(), swoole_internal_call_user_shutdown_begin());
?>
--EXPECT--
505 unknown fn 'unknown'
bailout: 3 0
fatal_error: 255 0
abort: 0 6
2 coroutines
bool(true)
bool(false)
