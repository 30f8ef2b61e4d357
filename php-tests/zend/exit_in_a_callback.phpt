--TEST--
exit() unwinds through Rust frames
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
register_shutdown_function(function () { echo "living ", T::living(), "\n"; });
(new T)->hold('strrev');
$o = new T; $o->hold(fn() => exit("bye\n"));
$o->callHeld();
echo "never reached\n";
?>
--EXPECTF--
bye
living 1
