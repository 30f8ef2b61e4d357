--TEST--
WebSocket\Server: start() without onMessage says so
--FILE--
<?php
// manual, websocket_server: "The onMessage callback must be set. If not set, the server will not be able to start."
require __DIR__ . '/../include/harness.php';
$run = script('<?php
$server = new Swoole\WebSocket\Server("127.0.0.1", 0, SWOOLE_BASE);
$server->set(["log_level" => SWOOLE_LOG_NONE]);
$server->on("request", fn () => null);
$server->start();
');
$run->wait_end();
echo $run->output();
?>
--EXPECTF--
Fatal error: Swoole\Server::start(): require onMessage callback in %s on line %d
