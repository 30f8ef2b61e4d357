--TEST--
A bailout goes through Rust frames as a value
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
register_shutdown_function(function () { echo "living ", T::living(), "\n"; });
(function () {
    $a = new T; $b = new T;
    $a->hold(fn() => $b->callHeld());
    $b->hold(fn() => trigger_error("deep", E_USER_ERROR));
    $a->callHeld();
})();
echo "never reached\n";
?>
--EXPECTF--
%AFatal error: deep in %s
living 2
