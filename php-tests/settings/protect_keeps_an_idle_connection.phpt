--TEST--
protect() keeps an idle connection from the heartbeat
--FILE--
<?php
// server-methods, protect: "设置客户端的保护状态,为true时不会被心跳线程主动断开".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'heartbeat_check_interval' => 1, 'heartbeat_idle_time' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'protect') {
            var_dump($server->protect($fd));
        }
        $server->send($fd, "ok\n");
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    [$protected, $idle] = [$run->connect(), $run->connect()];
    ask($protected, 'protect');
    var_dump(closed($idle)); // by then the protected one has been idle longer
    var_dump(silent($protected, 0.5));
    echo ask($protected, 'x'), "\n";
    $run->stop();
}
?>
--EXPECT--
bool(true)
bool(true)
ok
bool(true)
bool(true)
ok
