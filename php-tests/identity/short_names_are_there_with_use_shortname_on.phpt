--TEST--
swoole.use_shortname = On
--INI--
swoole.use_shortname=On
--FILE--
<?php
var_dump(class_exists('Co\Context'), class_exists('Swoole\Coroutine\Context'));
?>
--EXPECT--
bool(true)
bool(true)
