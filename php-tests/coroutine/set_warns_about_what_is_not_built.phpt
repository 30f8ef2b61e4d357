--TEST--
set() names options whose feature does not exist yet
--FILE--
<?php
Co::set(['max_concurrency' => 0]);
Co::set(['max_concurrency' => 100]);
?>
--EXPECTF--
Warning: Swoole\Coroutine::set(): option "max_concurrency" has no effect: this version of rswoole does not have a limit of concurrent requests yet in %s on line 3
