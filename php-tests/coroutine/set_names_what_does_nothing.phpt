--TEST--
set() names options that do nothing for coroutines, and where they do something
--FILE--
<?php
Co::set(['max_concurrency' => 100]);
Co::set(['nonsense' => 1]);
?>
--EXPECTF--
[%s]	WARNING	option [max_concurrency] has no effect on coroutines: set it on server%a
