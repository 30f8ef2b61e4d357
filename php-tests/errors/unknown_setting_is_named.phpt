--TEST--
An unknown setting is named in a warning
--FILE--
<?php
// manual, setting: "If a configuration item that is not provided by Swoole is set, a Warning will be generated".
require __DIR__ . '/../include/harness.php';

$server = new Swoole\Server('127.0.0.1', 0);
set_error_handler(function ($level, $message) {
    echo $level & (E_WARNING | E_USER_WARNING) ? 'warning: ' : $level, preg_replace('/^(unsupported option \[\w+\]).*/s', '$1', $message), "\n";
    return true;
});
ob_start(fn ($text) => preg_replace('/^#\d.*\n?/m', '', $text)); // the original adds a back trace
var_dump($server->set(['no_such_setting' => 1, 'worker_num' => 1]));
$server->ports[0]->set(['neither_this' => 1]);
?>
--EXPECT--
warning: unsupported option [no_such_setting]
bool(true)
warning: unsupported option [neither_this]
