--TEST--
Scheduler::set() and getOptions() are other names of Coroutine::set() and getOptions()
--FILE--
<?php
$scheduler = new Swoole\Coroutine\Scheduler;
var_dump($scheduler->getOptions());
var_dump($scheduler->set(['max_coroutine' => 100]));
var_dump($scheduler->getOptions() === Swoole\Coroutine::getOptions(), $scheduler->getOptions());
try {
    $scheduler->set(1);
} catch (TypeError $error) {
    echo $error->getMessage(), "\n";
}
?>
--EXPECT--
NULL
NULL
bool(true)
array(1) {
  ["max_coroutine"]=>
  int(100)
}
Swoole\Coroutine\Scheduler::set(): Argument #1 ($settings) must be of type array, int given
