--TEST--
In onClose the connection is closing: close() fails with 1003 and it is not listed any more
--FILE--
<?php
// manual, getLastError: 1003 currently closing; 1004 the connection has been closed.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', fn ($server, $fd) => $server->close($fd));
    $server->on('Close', function ($server, $fd) {
        var_dump($server->exist($fd), $server->close($fd), $server->getLastError(), $server->getClientList());
        var_dump($server->getClientInfo($fd)['remote_ip']);
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    say($client, 'x');
    closed($client);
    $run->wait('127.0.0.1');
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
bool(false)
bool(false)
int(1003)
array(0) {
}
string(9) "127.0.0.1"
bool(false)
bool(false)
int(1003)
array(0) {
}
string(9) "127.0.0.1"
