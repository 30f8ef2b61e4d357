--TEST--
Arrays built and changed in Rust
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
$list = [1, 'k' => 'v', 5 => null];
show(fn() => (new T)->copyArray($list));
show(fn() => (new T)->copyArray([]));
show(fn() => $list);
?>
--EXPECT--
[{"0":1,"k":"v","5":null},{"0":1,"k":"v","5":null,"6":"added"},{"0":1,"k":"v","5":null}]
[[],["added"],[]]
{"0":1,"k":"v","5":null}
