--TEST--
send() to a connection that the peer closed fails
--FILE--
<?php
// manual, getLastError: 1004 the connection has been closed, 1005 it does not exist (any more).
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'ask') {
            echo var_export($server->send(1, 'x'), true), ' ', in_array($server->getLastError(), [1004, 1005]) ? 'closed' : $server->getLastError(), "\n";
        }
        $server->send($fd, "ok\n");
    });
    $server->on('Close', function ($server, $fd) {
        echo "close $fd\n";
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    ask($client, 'x');
    fclose($client);
    $run->wait('close 1');
    ask($run->connect(), 'ask');
    $run->stop();
    echo preg_replace('/close 2\n/', '', $run->output());
}
?>
--EXPECT--
close 1
false closed
close 1
false closed
