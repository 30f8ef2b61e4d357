--TEST--
Manual, Lock: mutex, spin lock and read-write lock; LOCK_NB gives up at once (16), a timeout later (110); unlock is true in any case
--FILE--
<?php
use Swoole\Lock;
foreach ([Lock::MUTEX, Lock::SPINLOCK] as $type) {
    $lock = new Lock($type);
    var_dump($lock->lock(), $lock->lock(LOCK_EX | LOCK_NB), $lock->errCode, $lock->lock(LOCK_EX, 0.05), $lock->errCode, $lock->unlock(), $lock->unlock());
}
$lock = new Lock(Lock::RWLOCK);
var_dump($lock->lock(LOCK_SH), $lock->lock(LOCK_SH), $lock->lock(LOCK_EX | LOCK_NB), $lock->errCode, $lock->lock(LOCK_EX, 0.05), $lock->errCode);
var_dump($lock->unlock(), $lock->unlock(), $lock->lock(LOCK_EX | LOCK_NB), $lock->lock(LOCK_SH | LOCK_NB), $lock->errCode);
try { new Lock(2); } catch (Swoole\Exception $e) { echo $e->getMessage(), "\n"; }
?>
--EXPECTF--
bool(true)
bool(false)
int(16)
bool(false)
int(110)
bool(true)
bool(true)
bool(true)
bool(false)
int(16)
bool(false)
int(110)
bool(true)
bool(true)
bool(true)
bool(true)
bool(false)
int(16)
bool(false)
int(110)
bool(true)
bool(true)
bool(true)
bool(false)
int(16)
lock type[%s] is not support
