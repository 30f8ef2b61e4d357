--TEST--
go() declares one parameter, as the original does, and passes on the rest
--FILE--
<?php
go(fn(...$args) => print(json_encode($args) . "\n"), 1, 'two');
echo count((new ReflectionFunction('go'))->getParameters()), "\n";
?>
--EXPECT--
[1,"two"]
1
