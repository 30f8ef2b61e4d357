--TEST--
Coroutine::set() names options that do nothing for coroutines, and says where they do something
--FILE--
<?php
Co::set(['max_concurrency' => 100]);
echo "end\n";
?>
--EXPECTF--
[%s]	WARNING	option [max_concurrency] has no effect on coroutines: set it on server
end
