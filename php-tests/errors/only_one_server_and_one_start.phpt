--TEST--
There is one server in a process, and it starts once
--FILE--
<?php
// A second server is an exception; start() after the end warns.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    try {
        new Swoole\Server('127.0.0.1', 0);
    } catch (Swoole\Exception $e) {
        echo $e->getCode(), ' ', $e->getMessage(), "\n";
    }
    try {
        $server->__construct('127.0.0.1', 0);
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
    $server->on('Receive', fn ($server) => $server->shutdown());
    ready($server);
    var_dump($server->start());
    var_dump($server->start());
});
$run = $server->start();
say($client = $run->connect(), 'x');
$run->wait_end();
$run->assert_gone();
echo $run->output();
?>
--EXPECTF--
-3 server is running. unable to create Swoole\Server
Constructor of Swoole\Server can only be called once
bool(true)

Warning: Swoole\Server::start(): The server have been shutdown, unable to execute Swoole\Server->start() in %s on line %d
bool(false)
