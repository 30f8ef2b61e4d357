--TEST--
An allocation beyond memory_limit inside a method
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
register_shutdown_function(function () { echo "living ", T::living(), "\n"; });
ini_set('memory_limit', '16M');
(new T)->buildLarge(18 << 20);
echo "never reached\n";
?>
--EXPECTF--
%AFatal error: Allowed memory size of 16777216 bytes exhausted%s
living %d
