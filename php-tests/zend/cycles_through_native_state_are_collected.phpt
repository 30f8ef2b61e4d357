--TEST--
A closure that holds the object that holds it
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
$before = T::living();
for ($i = 0; $i < 20; $i++) {
    $o = new T;
    $o->hold(function () use ($o) { return $o; });
}
unset($o);
$with_cycles = T::living() - $before;
gc_collect_cycles();
echo $with_cycles, ' ', T::living() - $before, "\n";
?>
--EXPECT--
20 0
