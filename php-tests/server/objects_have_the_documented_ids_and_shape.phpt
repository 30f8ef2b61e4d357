--TEST--
A server, its port and their iterators are objects 1 to 4, with the properties in their order
--FILE--
<?php
// Frameworks read and dump these; server/properties lists them.
require __DIR__ . '/../include/harness.php';

$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
echo spl_object_id($server), spl_object_id($server->ports[0]), spl_object_id($server->ports[0]->connections), spl_object_id($server->connections), "\n";
echo implode(' ', array_keys(get_object_vars($server))), "\n";
echo implode(' ', array_keys(get_object_vars($server->ports[0]))), "\n";
$port = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
echo spl_object_id($port), ' ', spl_object_id($port->connections), ' ', get_class($port), "\n";
var_dump($port === $server->ports[1]);
?>
--EXPECT--
1234
setting connections host port type ssl mode ports master_pid manager_pid worker_id taskworker worker_pid stats_timer admin_server
host port type sock ssl setting connections
5 6 Swoole\Server\Port
bool(true)
