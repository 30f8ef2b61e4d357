--TEST--
swoole.use_shortname = Off
--INI--
swoole.use_shortname=Off
--FILE--
<?php
var_dump(class_exists('Co\Context'), class_exists('Swoole\Coroutine\Context'));
?>
--EXPECT--
bool(false)
bool(true)
