--TEST--
Functions that look at the request's objects and the machine's network
--FILE--
<?php
$object = new stdClass;
$all = swoole_get_objects();
var_dump(in_array($object, $all, true), swoole_get_object_by_handle(spl_object_id($object)) === $object);
var_dump(swoole_get_object_by_handle(999999), swoole_get_object_by_handle(-1), swoole_get_vm_status()['object_num'] >= 1);
var_dump(is_array(swoole_get_local_ip()), in_array('127.0.0.1', swoole_get_local_ip(), true));
foreach (swoole_get_local_mac() as $name => $mac) if (!preg_match('/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/', $mac)) echo "$name $mac\n";
?>
--EXPECT--
bool(true)
bool(true)
bool(false)
bool(false)
bool(true)
bool(true)
bool(false)
