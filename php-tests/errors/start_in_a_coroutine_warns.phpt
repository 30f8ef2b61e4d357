--TEST--
start() inside a coroutine warns and returns false
--FILE--
<?php
// There is an event loop already.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    Swoole\Coroutine\run(function () {
        $server = new Swoole\Server('127.0.0.1', 0);
        $server->on('Receive', 'strlen');
        var_dump($server->start());
    });
});
$run = $server->start();
$run->wait_end();
echo $run->output();
?>
--EXPECTF--
Warning: Swoole\Server::start(): The event-loop has already been created, unable to start Swoole\Server in %s on line %d
bool(false)
