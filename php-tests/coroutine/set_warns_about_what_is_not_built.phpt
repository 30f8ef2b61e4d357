--TEST--
set() names options whose feature does not exist yet
--FILE--
<?php
Co::set(['hook_flags' => 0]);
Co::set(['hook_flags' => SWOOLE_HOOK_ALL]);
?>
--EXPECTF--
Warning: Swoole\Coroutine::set(): option "hook_flags" has no effect: this version of rswoole does not have runtime hooks yet in %s on line 3
