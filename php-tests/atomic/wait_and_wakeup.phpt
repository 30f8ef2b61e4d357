--TEST--
Manual, Atomic::wait/wakeup: 1 is taken back to 0 at once, 0 waits for a wakeup of another process or the timeout, other numbers do not wait
--SKIPIF--
<?php if (!extension_loaded('pcntl')) die('skip needs pcntl'); ?>
--FILE--
<?php
var_dump(($one = new Swoole\Atomic(1))->wait(5), $one->get(), (new Swoole\Atomic(2))->wait(5), (new Swoole\Atomic)->wait(0.05));
$atomic = new Swoole\Atomic;
if (!($pid = pcntl_fork())) {
    usleep(50000);
    $atomic->wakeup();
    exit;
}
var_dump($atomic->wait(10), $atomic->get(), $atomic->wakeup(), $atomic->get());
pcntl_waitpid($pid, $status);
?>
--EXPECT--
bool(true)
int(0)
bool(false)
bool(false)
bool(true)
int(0)
bool(true)
int(1)
