--TEST--
The example of sendwait: client 1 has the text when the call is over
--FILE--
<?php
// server-methods, sendwait: the documented call, unchanged; it assumes a $server in SWOOLE_BASE without coroutines.
require __DIR__ . '/../include/harness.php';
$run = script(<<<'PHP'
<?php
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
$server->set(['worker_num' => 1, 'enable_coroutine' => false]);
$server->on('Receive', function ($server) {
$server->sendwait(1,'easyswoole牛逼');
$server->close(1);
});
$server->start();
PHP);
$client = $run->connect();
say($client, 'x');
echo hear($client, 1000), "\n";
$run->stop();
?>
--EXPECT--
easyswoole牛逼
