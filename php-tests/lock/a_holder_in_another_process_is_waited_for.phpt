--TEST--
Manual, Lock: who finds it held by another process waits until it is unlocked; any process may unlock
--SKIPIF--
<?php if (!extension_loaded('pcntl')) die('skip needs pcntl'); ?>
--FILE--
<?php
$lock = new Swoole\Lock;
$held = new Swoole\Atomic;
if (!($pid = pcntl_fork())) {
    $lock->lock();
    $held->wakeup();
    usleep(100000);
    $lock->unlock();
    exit;
}
$held->wait(10);
$start = microtime(true);
var_dump($lock->lock(LOCK_EX, 10), microtime(true) - $start > 0.05);
pcntl_waitpid($pid, $status);
if (!($pid = pcntl_fork())) {
    $lock->unlock();
    exit;
}
pcntl_waitpid($pid, $status);
var_dump($lock->lock(LOCK_EX | LOCK_NB));
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
