--TEST--
TypeError and ArgumentCountError texts
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
show(fn() => (new T)->scalars("abc", 2, true, "x", 5, 1.5));
show(fn() => (new T)->scalars(1, [], true, "x", 5, 1.5));
show(fn() => (new T)->scalars(1, 1, [], "x", 5, 1.5));
show(fn() => (new T)->scalars(1, 1, true, [], 5, 1.5));
show(fn() => (new T)->scalars(1, 1, true, "x", [], 1.5));
show(fn() => (new T)->scalars(1, 1, true, "x", 1, "zz"));
show(fn() => (new T)->scalars(1));
show(fn() => (new T)->add());
show(fn() => (new T)->add(1, 2));
show(fn() => (new T)->optional("x"));
show(fn() => (new T)->optional(1, "a", 5));
show(fn() => (new T)->optional(1, "a", [], 5));
show(fn() => (new T)->optional(1, "a", [], new stdClass));
show(fn() => (new T)->optional(zzz: 1));
show(fn() => T::variadic("a", 1, k: 2));
show(fn() => (new T)->same(new stdClass));
show(fn() => (new T)->hold("nope"));
show(fn() => (new T)->hold([]));
show(fn() => (new T)->callSwallowing("nope"));
show(fn() => serialize(new T));
show(fn() => clone new T);
?>
--EXPECTF--
TypeError: Rswoole\SelfTest::scalars(): Argument #1 ($i) must be of type int, string given
TypeError: Rswoole\SelfTest::scalars(): Argument #2 ($f) must be of type float, array given
TypeError: Rswoole\SelfTest::scalars(): Argument #3 ($b) must be of type bool, array given
TypeError: Rswoole\SelfTest::scalars(): Argument #4 ($s) must be of type string, array given
TypeError: Rswoole\SelfTest::scalars(): Argument #5 ($u) must be of type string|int, array given
TypeError: Rswoole\SelfTest::scalars(): Argument #6 ($n) must be of type int|float, string given
ArgumentCountError: Rswoole\SelfTest::scalars() expects exactly 6 arguments, 1 given
ArgumentCountError: Rswoole\SelfTest::add() expects exactly 1 argument, 0 given
ArgumentCountError: Rswoole\SelfTest::add() expects exactly 1 argument, 2 given
TypeError: Rswoole\SelfTest::optional(): Argument #1 ($i) must be of type ?int, string given
TypeError: Rswoole\SelfTest::optional(): Argument #3 ($a) must be of type array, int given
TypeError: Rswoole\SelfTest::optional(): Argument #4 ($o) must be of type ?Rswoole\SelfTest, int given
TypeError: Rswoole\SelfTest::optional(): Argument #4 ($o) must be of type ?Rswoole\SelfTest, stdClass given
Error: Unknown named parameter $zzz
ArgumentCountError: Rswoole\SelfTest::variadic() does not accept unknown named parameters
TypeError: Rswoole\SelfTest::same(): Argument #1 ($o) must be of type Countable|Rswoole\SelfTest, stdClass given
TypeError: Rswoole\SelfTest::hold(): Argument #1 ($callback) must be a valid callback, function "nope" not found or invalid function name
TypeError: Rswoole\SelfTest::hold(): Argument #1 ($callback) must be a valid callback, array %Smust have exactly two members
TypeError: Rswoole\SelfTest::callSwallowing(): Argument #1 ($callback) must be a valid callback or null, function "nope" not found or invalid function name
Exception: Serialization of 'Rswoole\SelfTest' is not allowed
Error: Trying to clone an uncloneable object of class Rswoole\SelfTest
