--TEST--
start_session_id: the first connection gets the id that follows
--FILE--
<?php
// manual, setting start_session_id: "Set the starting session ID". The original counts on from it.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'start_session_id' => 10]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "$fd\n"));
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $first = $run->connect();
    echo ask($first, 'x'), ' ', ask($run->connect(), 'x'), "\n";
    $run->stop();
}
?>
--EXPECT--
11 12
11 12
