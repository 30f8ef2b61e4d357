--TEST--
A destructor that throws while Rust drops its object
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
show(fn() => (new T)->dropResult(fn() => new class { function __destruct() { throw new Exception("from destructor"); } }));
show(function () { $o = new class { public $target; }; $o->target = new class { function __destruct() { throw new Exception("again"); } }; return (new T)->dropWhileOwning($o); });
echo T::living(), "\n";
?>
--EXPECT--
Exception: from destructor
Exception: again
0
