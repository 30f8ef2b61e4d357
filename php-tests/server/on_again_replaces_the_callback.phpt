--TEST--
Calling on() again replaces the callback
--FILE--
<?php
// manual, server/methods, on: "Calling the on method multiple times will override the previous setting".
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$server->on('Receive', fn ($server, $fd) => $server->send($fd, "old\n"));
$server->on('RECEIVE', fn ($server, $fd) => $server->send($fd, "new\n"));
$server->start();
PHP);
echo ask($run->connect(), 'x'), "\n";
$run->stop();
?>
--EXPECT--
new
