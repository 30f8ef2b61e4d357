--TEST--
A destructor that bails out while Rust drops its object
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
register_shutdown_function(function () { echo "living ", T::living(), "\n"; });
T::living();
(new T)->dropResult(fn() => new class { function __destruct() { trigger_error("in destructor", E_USER_ERROR); } });
echo "never reached\n";
?>
--EXPECTF--
%AFatal error: in destructor in %s
living 1
