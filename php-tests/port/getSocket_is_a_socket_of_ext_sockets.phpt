--TEST--
getSocket() gives a Socket of ext-sockets that options can be set on
--EXTENSIONS--
sockets
--FILE--
<?php
// server-methods and manual, getSocket; Port::getSocket.
require __DIR__ . '/../include/harness.php';

$running = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, get_class($server->getSocket()) . "\n"));
    ready($server);
    $server->start();
});
$server = new Swoole\Server('127.0.0.1', 0);
$port = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
foreach ([[$server->getSocket(), $server], [$port->getSocket(), $port]] as [$socket, $owner]) {
    var_dump(get_class($socket), socket_set_option($socket, SOL_SOCKET, SO_REUSEADDR, 1), socket_get_option($socket, SOL_SOCKET, SO_REUSEADDR));
    socket_getsockname($socket, $address, $number);
    var_dump($address, $number === $owner->port);
}
unset($socket); // the server keeps its own
$run = $running->start();
echo ask($run->connect(), 'x'), "\n";
$run->stop();
?>
--EXPECT--
string(6) "Socket"
bool(true)
int(1)
string(9) "127.0.0.1"
bool(true)
string(6) "Socket"
bool(true)
int(1)
string(9) "127.0.0.1"
bool(true)
Socket
