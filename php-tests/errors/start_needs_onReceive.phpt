--TEST--
start() without onReceive is a fatal error
--FILE--
<?php
// manual, server/methods, start: "Mandatory callback functions are not set, leading to startup failure".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->start();
    echo "not reached\n";
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    echo $run->wait_end(), $run->output();
    $run->assert_gone();
}
?>
--EXPECTF--
255
Fatal error: Swoole\Server::start(): require onReceive callback in %s on line %d
255
Fatal error: Swoole\Server::start(): require onReceive callback in %s on line %d
