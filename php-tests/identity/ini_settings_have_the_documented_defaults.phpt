--TEST--
The ten swoole.* ini settings, their defaults and who may change them
--FILE--
<?php
foreach (ini_get_all('swoole') as $name => $row) {
    echo "$name = {$row['global_value']} ({$row['access']})\n";
}
var_dump(ini_set('swoole.display_errors', 'Off'), ini_get('swoole.display_errors'), ini_set('swoole.use_shortname', 'Off'));
?>
--EXPECT--
swoole.blocking_detection = Off (4)
swoole.blocking_threshold = 100000 (4)
swoole.display_errors = On (7)
swoole.enable_fiber_mock = Off (7)
swoole.enable_library = On (7)
swoole.enable_preemptive_scheduler = Off (7)
swoole.leak_detection = Off (4)
swoole.profile = Off (4)
swoole.socket_buffer_size = 8388608 (7)
swoole.use_shortname = On (4)
string(2) "On"
string(3) "Off"
bool(false)
