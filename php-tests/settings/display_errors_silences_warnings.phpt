--TEST--
display_errors: as an option of the server and in php.ini it silences what is not fatal
--FILE--
<?php
// The original silences an empty send and an unknown event, and shows the rest in any case.
require __DIR__ . '/../include/harness.php';

$server = server(function (bool $display) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1, 'display_errors' => $display]);
    $server->on('Receive', function ($server, $fd) {
        var_dump($server->send($fd, ''), $server->send(0, 'x'));
        $server->send($fd, "done\n");
    });
    ready($server);
    $server->start();
});
foreach ([true, false] as $display) {
    $run = $server->start($display);
    ask($run->connect(), 'x');
    $run->stop();
    echo $display ? "shown:\n" : "silenced:\n", $run->output();
}
ini_set('swoole.display_errors', '0');
var_dump((new Swoole\Server('127.0.0.1', 0))->on('Nothing', 'strlen'));
?>
--EXPECTF--
shown:

Warning: Swoole\Server::send(): the data sent must not be empty in %s on line %d

Warning: Swoole\Server::send(): invalid fd[0] in %s on line %d
bool(false)
bool(false)
silenced:

Warning: Swoole\Server::send(): invalid fd[0] in %s on line %d
bool(false)
bool(false)
bool(false)
