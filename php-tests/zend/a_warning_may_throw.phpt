--TEST--
A user error handler that throws
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
shown_errors();
show(fn() => (new T)->warn("careful"));
set_error_handler(fn($level, $message) => throw new ErrorException($message));
show(fn() => (new T)->warn("thrown"));
show(fn() => (new T)->scalars(1, 1, true, null, 1, 1));
echo T::living(), "\n";
?>
--EXPECT--
[2] Rswoole\SelfTest::warn(): careful
"warned"
ErrorException: Rswoole\SelfTest::warn(): thrown
ErrorException: Rswoole\SelfTest::scalars(): Passing null to parameter #4 ($s) of type string is deprecated
0
