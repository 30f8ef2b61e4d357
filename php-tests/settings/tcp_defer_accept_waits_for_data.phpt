--TEST--
With tcp_defer_accept Connect comes with the first data
--FILE--
<?php
// manual, setting tcp_defer_accept.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'tcp_defer_accept' => 5]);
    $server->on('WorkerStart', function () {
        echo "started\n";
    });
    $server->on('Connect', function ($server, $fd) {
        echo "connect $fd\n";
    });
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "$fd\n"));
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $run->wait('started'); // the option is set by then
    $quiet = $run->connect();
    $talking = $run->connect();
    echo ask($talking, 'x'), ' ', ask($quiet, 'x'), "\n";
    $run->stop();
}
?>
--EXPECT--
1 2
1 2
