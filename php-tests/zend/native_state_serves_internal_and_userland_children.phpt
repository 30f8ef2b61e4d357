--TEST--
Children of a class with native state
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
class Mine extends T { public $extra = 'e'; function __construct() { parent::__construct(9); } }
class Forgets extends T { function __construct() {} }
show(function () { $c = new T\Child(4); return [$c->own(), count($c), $c->own, $c->count]; });
show(function () { $c = new Mine; return [$c->add(1), count($c), $c->slots('v'), array_keys((array) $c) == ['first', 'count', "\0Rswoole\\SelfTest\0secret", 'list', 'extra']]; });
show(fn() => (new Forgets)->add(2));
show(fn() => [(new T)->secret(), T::ANSWER, T\Child::NAME]);
show(function () { $o = new T; $x = &$o->first; $o->slots("through"); return [$x, $o->first]; });
show(function () { $o = new T; unset($o->first); });
?>
--EXPECT--
[5,4,1,7]
[10,10,"v",true]
2
["y",42,"self"]
["through","through"]
Error: Property first of class Rswoole\SelfTest cannot be unset
