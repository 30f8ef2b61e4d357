--TEST--
getOptions() returns what set() was given, null before
--FILE--
<?php
var_dump(Co::getOptions());
Co::set(['max_coroutine' => 10, 'anything' => 'kept']);
Co::set(['max_coroutine' => 20, 'c_stack_size' => 1024]);
var_dump(Co::getOptions());
var_dump(Co::stats()['c_stack_size']); // at least 64 KiB
Co::set(['stack_size' => 70000]);
var_dump(Co::stats()['c_stack_size']); // whole pages
Co::set(['stack_size' => 100000000]);
var_dump(Co::stats()['c_stack_size']); // at most 16 MiB
go(fn () => print("runs\n"));
?>
--EXPECT--
NULL
array(3) {
  ["max_coroutine"]=>
  int(20)
  ["anything"]=>
  string(4) "kept"
  ["c_stack_size"]=>
  int(1024)
}
int(65536)
int(73728)
int(16777216)
runs
