--TEST--
Defaults, named arguments, references, variadics
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
class Typed { public int $value = 1; }
show(fn() => (new T)->optional());
show(fn() => (new T)->optional(null, null, [1]));
show(fn() => (new T)->optional(1, "a", [1, 2], new T));
show(fn() => (new T)->optional(o: new T));
show(function () { (new T)->byReference([1], $x); return $x; });
show(function () { $t = new Typed; (new T)->byReference("12", $t->value); return $t->value; });
show(function () { $t = new Typed; (new T)->byReference("zz", $t->value); });
show(fn() => T::variadic("a", 1, 2, 3, "x"));
show(fn() => [get_class(T::called()), get_class(T\Child::called())]);
?>
--EXPECT--
[null,null,null,null,0]
[null,null,1,null,3]
[1,"a",2,"Rswoole\\SelfTest",4]
[null,null,0,"Rswoole\\SelfTest",4]
[1]
12
TypeError: Cannot assign string to reference held by property Typed::$value of type int
6
["Rswoole\\SelfTest","Rswoole\\SelfTest\\Child"]
