--TEST--
When only coroutines are left that nobody will wake, they are listed
--FILE--
<?php
// manual, Coroutine::set: enable_deadlock_check "enabled by default"; deadlock_check_limit, deadlock_check_depth, deadlock_check_disable_trace
function wait_for_nobody() { Co::suspend(); }
Co\run(function () {
    go(fn () => Co::yield());
    wait_for_nobody();
});
Co::set(['deadlock_check_limit' => 1, 'deadlock_check_depth' => 1]);
Co\run(fn () => wait_for_nobody());
Co::set(['deadlock_check_disable_trace' => true]);
Co\run(fn () => wait_for_nobody());
Co::set(['enable_deadlock_check' => false]);
Co\run(fn () => wait_for_nobody());
echo "end\n";
?>
--EXPECTF--

 =================================================================
  [FATAL ERROR]: all coroutines (count: 2) are asleep - deadlock!
 =================================================================

  [Coroutine-2]
 -----------------------------------------------------------------
#0 %s(5): Swoole\Coroutine::yield()
#1 [internal function]: {closure%S}()

  [Coroutine-1]
 -----------------------------------------------------------------
#0 %s(3): Swoole\Coroutine::suspend()
#1 %s(6): wait_for_nobody()
#2 [internal function]: {closure%S}()

 =================================================================

 =================================================================
  [FATAL ERROR]: all coroutines (count: 3) are asleep - deadlock!
 =================================================================

  [Coroutine-3]
 -----------------------------------------------------------------
#0 %s(3): Swoole\Coroutine::suspend()

 =================================================================

 =================================================================
  [FATAL ERROR]: all coroutines (count: 4) are asleep - deadlock!
 =================================================================

 =================================================================
end
