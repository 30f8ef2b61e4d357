--TEST--
The constructor takes a free port, TCP and the base mode when it gets a host only
--FILE--
<?php
// manual, server/methods, __construct: "Starting from Swoole 5, the default mode is SWOOLE_BASE"; port 0 takes a
// random port.
require __DIR__ . '/../include/harness.php';

$server = new Swoole\Server('127.0.0.1');
var_dump($server->host, $server->port > 0, $server->mode === SWOOLE_BASE, $server->type === SWOOLE_SOCK_TCP, $server->ssl);
var_dump($server->ports[0]->port === $server->port);
var_dump($server->master_pid, $server->manager_pid, $server->worker_id, $server->worker_pid, $server->taskworker, $server->setting);
?>
--EXPECT--
string(9) "127.0.0.1"
bool(true)
bool(true)
bool(true)
bool(false)
bool(true)
int(0)
int(0)
int(-1)
int(0)
bool(false)
NULL
