--TEST--
Beyond max_coroutine create() warns and returns false
--FILE--
<?php
// manual, Coroutine::set: max_coroutine "when exceeded, the underlying layer will be unable to create new coroutines"
Co::set(['max_coroutine' => 2]);
var_dump(Co::getOptions());
go(function () {
    var_dump(go(fn () => Co::sleep(0.001)));
    var_dump(go(fn () => Co::sleep(0.001)));
    var_dump(Co::create(fn () => Co::sleep(0.001)));
    Co::sleep(0.005);
    var_dump(go(fn () => print("again\n")));
});
?>
--EXPECTF--
array(1) {
  ["max_coroutine"]=>
  int(2)
}
int(2)

Warning: go(): exceed max number of coroutine 2 in %s on line %d
bool(false)

Warning: Swoole\Coroutine::create(): exceed max number of coroutine 2 in %s on line %d
bool(false)
again
int(3)
