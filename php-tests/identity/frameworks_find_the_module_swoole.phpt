--TEST--
The module swoole 6.2.2 is there beside rswoole
--FILE--
<?php
var_dump(extension_loaded('rswoole'), extension_loaded('swoole'), phpversion('swoole'));
var_dump(SWOOLE_VERSION, SWOOLE_VERSION_ID, SWOOLE_MAJOR_VERSION, SWOOLE_MINOR_VERSION, SWOOLE_RELEASE_VERSION, SWOOLE_EXTRA_VERSION);
var_dump((new ReflectionClass('Swoole\Exception'))->getExtensionName());
?>
--EXPECT--
bool(true)
bool(true)
string(5) "6.2.2"
string(5) "6.2.2"
int(60202)
int(6)
int(2)
int(2)
string(0) ""
string(6) "swoole"
