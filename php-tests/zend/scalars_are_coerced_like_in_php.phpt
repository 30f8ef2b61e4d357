--TEST--
Scalar arguments in weak mode
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
shown_errors();
show(fn() => (new T)->scalars(1, 2, true, "x", 5, 1.5));
show(fn() => (new T)->scalars("1", "2.5", 0, 12, "5", "7"));
show(fn() => (new T)->scalars(1.0, 2, "", null, null, 1.5));
show(fn() => (new T)->scalars(1.5, 2, "", "a", "b", 1.5));
show(fn() => (new T)->scalars(1, 1, true, new class { function __toString() { return "text"; } }, 1, 1));
show(fn() => (new T)->scalars(1, 1, true, new class { function __toString(): string { throw new Exception("no text"); } }, 1, 1));
?>
--EXPECT--
{"i":1,"f":2.0,"b":true,"s":"x","u":5,"n":1.5}
{"i":1,"f":2.5,"b":false,"s":"12","u":"5","n":7}
[8192] Rswoole\SelfTest::scalars(): Passing null to parameter #4 ($s) of type string is deprecated
[8192] Rswoole\SelfTest::scalars(): Passing null to parameter #5 ($u) of type string|int is deprecated
{"i":1,"f":2.0,"b":false,"s":"","u":0,"n":1.5}
[8192] Implicit conversion from float 1.5 to int loses precision
{"i":1,"f":2.0,"b":false,"s":"a","u":"b","n":1.5}
{"i":1,"f":1.0,"b":true,"s":"text","u":1,"n":1}
Exception: no text
