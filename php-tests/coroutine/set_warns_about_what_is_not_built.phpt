--TEST--
set() names options whose feature does not exist yet
--FILE--
<?php
Co::set(['dns_server' => '']);
Co::set(['dns_server' => '127.0.0.1']);
?>
--EXPECTF--
Warning: Swoole\Coroutine::set(): option "dns_server" has no effect: this version of rswoole does not have the DNS client yet in %s on line 3
