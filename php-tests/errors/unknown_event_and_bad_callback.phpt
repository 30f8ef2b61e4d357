--TEST--
on() with an unknown event or something that is not callable warns and returns false
--FILE--
<?php
// manual, server/methods, on: "Returns true if the operation is successful, false if the operation fails".
require __DIR__ . '/../include/harness.php';

$server = new Swoole\Server('127.0.0.1', 0);
var_dump($server->on('Nothing', 'strlen'));
var_dump($server->on('Receive', 'no_such_function'), $server->on('Receive', 1), $server->on('Receive', null));
var_dump($server->ports[0]->on('WorkerStart', 'strlen'), $server->ports[0]->on('Receive', 'no_such_function'));
?>
--EXPECTF--
Warning: Swoole\%s::on(): unknown event types[Nothing] in %s on line %d
bool(false)

Warning: Swoole\%s::on(): function 'no_such_function' is not callable: %s in %s on line %d

Warning: Swoole\%s::on(): function '1' is not callable: %s in %s on line %d

Warning: Swoole\%s::on(): illegal callback function%s in %s on line %d
bool(false)
bool(false)
bool(false)

Warning: Swoole\%s::on(): unknown event types[WorkerStart] in %s on line %d

Warning: Swoole\%s::on(): function 'no_such_function' is not callable: %s in %s on line %d
bool(false)
bool(false)
