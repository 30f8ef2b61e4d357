--TEST--
The user handler first, else the fatal error
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
show(fn() => T::pretendUncaught(fn() => 5));
set_exception_handler(function ($e) { echo "handler: ", $e->getMessage(), "\n"; });
show(fn() => T::pretendUncaught(fn() => throw new Exception("one")));
restore_exception_handler();
show(fn() => T::pretendUncaught(fn() => throw new Exception("two")));
?>
--EXPECTF--
"Ok(5)"
handler: one
"reported"
%AFatal error: Uncaught Exception: two in %s:%d
Stack trace:
%a
"reported"
