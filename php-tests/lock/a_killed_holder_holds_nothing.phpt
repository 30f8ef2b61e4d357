--TEST--
A process that dies while it holds a lock does not lock the others out, whatever the kind
--SKIPIF--
<?php if (!extension_loaded('pcntl')) die('skip needs pcntl'); ?>
--FILE--
<?php
use Swoole\Lock;
foreach ([[Lock::MUTEX, LOCK_EX], [Lock::SPINLOCK, LOCK_EX], [Lock::RWLOCK, LOCK_EX], [Lock::RWLOCK, LOCK_SH]] as [$type, $operation]) {
    $lock = new Lock($type);
    if (!($pid = pcntl_fork())) {
        $lock->lock($operation);
        posix_kill(posix_getpid(), SIGKILL);
    }
    pcntl_waitpid($pid, $status);
    var_dump($lock->lock(LOCK_EX, 10), $lock->errCode, $lock->unlock());
}
?>
--EXPECT--
bool(true)
int(0)
bool(true)
bool(true)
int(0)
bool(true)
bool(true)
int(0)
bool(true)
bool(true)
int(0)
bool(true)
