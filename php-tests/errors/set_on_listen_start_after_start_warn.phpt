--TEST--
set, on, listen and start in a worker warn and return false
--FILE--
<?php
// manual, server/methods, set: "must be called before Server->start".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) {
        var_dump($server->set(['worker_num' => 2]), $server->on('Receive', 'strlen'), $server->on('Start', 'strlen'));
        var_dump($server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP), $server->start(), $server->ports[0]->on('Close', 'strlen'));
        var_dump($server->getLastError());
        try {
            new Swoole\Server('127.0.0.1', 0);
        } catch (Swoole\Exception $e) {
            echo $e->getCode(), ' ', $e->getMessage(), "\n";
        }
        $server->send($fd, "done\n");
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    ask($run->connect(), 'x');
    $run->stop();
    $output[] = $run->output();
}
echo $output[0];
var_dump($output[0] === $output[1]);
?>
--EXPECTF--
Warning: Swoole\Server::set(): server is running, unable to execute Swoole\Server->set in %s on line %d

Warning: Swoole\Server::on(): server is running, unable to register event callback function in %s on line %d

Warning: Swoole\Server::on(): server is running, unable to register event callback function in %s on line %d
bool(false)
bool(false)
bool(false)

Warning: Swoole\Server::listen(): server is running, cannot add listener in %s on line %d

Warning: Swoole\Server::start(): The server is running, unable to execute Swoole\Server->start() in %s on line %d

Warning: Swoole\Server\Port::on(): can't register event callback function after server started in %s on line %d
bool(false)
bool(false)
bool(false)
int(503)
-3 server is running. unable to create Swoole\Server
bool(true)
