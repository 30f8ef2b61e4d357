--TEST--
send() of an empty string or to an impossible fd warns and returns false
--FILE--
<?php
// Error 550 for no data; the fd must be a positive number.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) {
        var_dump($server->send($fd, ''), $server->getLastError());
        var_dump($server->send(0, 'x'), $server->send(-1, 'x'), $server->send('abc', 'x'));
        try {
            $server->send($fd, []);
        } catch (TypeError $e) {
            echo $e->getMessage(), "\n";
        }
        var_dump($server->send((string) $fd, 5));
    });
    ready($server);
    $server->start();
});

$run = $server->start(SWOOLE_PROCESS);
$client = $run->connect();
say($client, 'x');
echo hear($client, 1), "\n";
$run->stop();
echo $run->output();
?>
--EXPECTF--
5

Warning: Swoole\Server::send(): the data sent must not be empty in %s on line %d
bool(false)
int(550)

Warning: Swoole\Server::send(): invalid fd[0] in %s on line %d

Warning: Swoole\Server::send(): invalid fd[-1] in %s on line %d

Warning: Swoole\Server::send(): invalid fd[0] in %s on line %d
bool(false)
bool(false)
bool(false)
Swoole\Server::send(): Argument #2 ($send_data) must be of type string, array given
bool(true)
