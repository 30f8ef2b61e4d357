--TEST--
With a timer set before start() the event loop exists already: start() warns and gives false
--FILE--
<?php
$id = Swoole\Timer::after(100000, fn () => 1);
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
$server->on('receive', fn () => 1);
var_dump($server->start());
Swoole\Timer::clear($id);
?>
--EXPECTF--
Warning: Swoole\Server::start(): The event-loop has already been created, unable to start Swoole\Server in %s on line %d
bool(false)
