--TEST--
A connection can be bound once to a uid from -2147483648 to 4294967295
--FILE--
<?php
// server-methods and manual, bind: a second bind returns false; a negative uid is shown as unsigned 32 bits.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $uid) {
        var_dump($server->bind($fd, (int) $uid), $server->getClientInfo($fd)['uid'] ?? null, $server->bind($fd, 7), $server->bind($fd, (int) $uid));
        $server->send($fd, "done\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    foreach (['10', '-10', '4294967295'] as $uid) {
        ask($run->connect(), $uid);
    }
    ask($run->connect(), '5000000000');
    $run->stop();
    $output[] = $run->output();
}
echo $output[0];
var_dump($output[0] === $output[1]);
?>
--EXPECTF--
bool(true)
int(10)
bool(false)
bool(false)
bool(true)
int(4294967286)
bool(false)
bool(false)
bool(true)
int(4294967295)
bool(false)
bool(false)

Warning: Swoole\Server::bind(): uid can not be greater than 4294967295 or less than -2147483648 in %s on line %d

Warning: Swoole\Server::bind(): uid can not be greater than 4294967295 or less than -2147483648 in %s on line %d
bool(false)
NULL
bool(true)
bool(false)
bool(true)
