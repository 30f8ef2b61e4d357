--TEST--
The heartbeat closes a connection that says nothing, and runs Close for it
--FILE--
<?php
// manual, setting heartbeat_check_interval and heartbeat_idle_time. A connection that speaks stays.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'heartbeat_check_interval' => 1, 'heartbeat_idle_time' => 1]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    $server->on('Close', function ($server, $fd) {
        echo "close $fd\n";
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    [$idle, $active] = [$run->connect(), $run->connect()];
    ask($active, 'x');
    until(fn () => ask($active, 'x') === 'ok' && !silent($idle, 0.1), 'the heartbeat');
    var_dump(closed($idle));
    $run->wait("close 1\n");
    echo ask($active, 'x'), "\n";
    $run->stop();
}
?>
--EXPECT--
bool(true)
ok
bool(true)
ok
