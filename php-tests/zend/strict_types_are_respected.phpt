--TEST--
declare(strict_types=1)
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
declare(strict_types=1);
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
show(fn() => (new T)->add("5"));
show(fn() => (new T)->scalars(1, 2, true, 5, 5, 1.5));
show(fn() => (new T)->scalars(1, 2, true, "5", 1.5, 1.5));
show(fn() => (new T)->scalars(1, 2, true, "s", "u", 1)["f"]);
?>
--EXPECT--
TypeError: Rswoole\SelfTest::add(): Argument #1 ($by) must be of type int, string given
TypeError: Rswoole\SelfTest::scalars(): Argument #4 ($s) must be of type string, int given
TypeError: Rswoole\SelfTest::scalars(): Argument #5 ($u) must be of type string|int, float given
2.0
