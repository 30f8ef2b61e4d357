--TEST--
Manual, Coroutine\Lock: one coroutine at a time, who waits gives way to others; the holder may lock again; LOCK_NB does not wait
--FILE--
<?php
use Swoole\Coroutine\Lock;
foreach ([false, true] as $shared) Swoole\Coroutine\run(function () use ($shared) {
    $lock = new Lock($shared);
    var_dump($lock->lock(), $lock->lock());
    for ($i = 0; $i < 3; $i++) go(function () use ($lock, $i) { $lock->lock(); Co::sleep(0.002); echo $i; $lock->unlock(); });
    go(function () use ($lock) { var_dump($lock->lock(LOCK_EX | LOCK_NB), $lock->errCode); });
    var_dump($lock->unlock());
    Co::sleep(0.1);
    echo "\n";
    var_dump($lock->lock(LOCK_EX | LOCK_NB), $lock->unlock());
});
ob_start();
$outside = (new Lock)->lock();
ob_end_clean();
var_dump($outside);
?>
--EXPECTF--
bool(true)
bool(true)
bool(false)
int(16)
bool(true)
012
bool(true)
bool(true)
bool(true)
bool(true)
bool(false)
int(16)
bool(true)
012
bool(true)
bool(true)
%A
bool(false)
