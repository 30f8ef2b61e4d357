--TEST--
The example of exists says true for a connected client
--FILE--
<?php
// server-methods, exists: the code below is the documented example, unchanged. It assumes a $server.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$server->on('Receive', function ($server) {
var_dump($server->exist(1));
});
$server->start();
PHP);
$client = $run->connect();
say($client, 'x');
$run->wait(')');
$run->stop();
echo $run->output();
?>
--EXPECT--
bool(true)
