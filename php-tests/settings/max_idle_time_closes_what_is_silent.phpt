--TEST--
max_idle_time closes a connection without traffic, either way; one with traffic and a protected one stay
--FILE--
<?php
// The seconds may have a fraction, and no heartbeat is needed.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'max_idle_time' => 0.5]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'protect') {
            $server->protect($fd);
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
    [$idle, $active] = [$run->connect(), $run->connect()];
    $protected = $run->connect();
    ask($protected, 'protect');
    until(fn () => ask($active, 'x') === 'ok' && !silent($idle, 0.05), 'the end of the idle connection');
    var_dump(closed($idle));
    $run->wait("close 1\n");
    echo ask($active, 'x'), ' ', ask($protected, 'x'), "\n";
    $run->stop();
}
?>
--EXPECT--
bool(true)
ok ok
bool(true)
ok ok
