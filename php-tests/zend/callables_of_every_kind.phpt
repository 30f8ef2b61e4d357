--TEST--
Functions, closures, methods, __call
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
class Magic { function __call($n, $a) { return "$n!" . count($a); } static function __callStatic($n, $a) { return "static $n"; } }
function held($callback, ...$args) { $o = new T; $o->hold($callback); return [$o->callHeld(...$args), $o->callHeld(...$args)]; }
show(fn() => held('strrev', 'abc'));
show(fn() => held([new T(1), 'add'], 4));
show(fn() => held(fn(...$a) => array_sum($a), 4, 5));
show(fn() => held('Rswoole\SelfTest::variadic', 'x', 5));
show(fn() => held([new Magic, 'magic'], 4, 5));
show(fn() => held('Magic::magic'));
show(fn() => held(function () { throw new LogicException("in callback"); }));
show(fn() => (new T)->callSwallowing(fn() => throw new DomainException));
?>
--EXPECT--
["cba","cba"]
[5,9]
[9,9]
[5,5]
["magic!2","magic!2"]
["static magic","static magic"]
LogicException: in callback
"Err(Exception) DomainException pending=false"
