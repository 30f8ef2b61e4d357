--TEST--
$server->ports lists all ports, the first is the server's own
--FILE--
<?php
// manual, server/properties, $ports.
require __DIR__ . '/../include/harness.php';

$server = new Swoole\Server('127.0.0.1', 0);
$second = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
$third = $server->addListener('::1', 0, SWOOLE_SOCK_TCP6);
echo count($server->ports), ' ', implode(' ', array_map(fn ($port) => "$port->host/$port->type", $server->ports)), "\n";
var_dump($server->ports[0]->port === $server->port, $server->ports[1] === $second, $server->ports[2] === $third);
var_dump(count(array_unique([$server->port, $second->port, $third->port])));
var_dump($second->sock > 0, $second->ssl, $second->setting);
?>
--EXPECT--
3 127.0.0.1/1 127.0.0.1/1 ::1/3
bool(true)
bool(true)
bool(true)
int(3)
bool(true)
bool(false)
NULL
