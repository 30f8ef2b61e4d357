--TEST--
A bound connection shows its uid in getClientInfo
--FILE--
<?php
// server-methods, getClientInfo: "uid 使用 bind 绑定了用户 ID 时会增加此信息".
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) {
        $before = array_keys($server->getClientInfo($fd));
        $server->bind($fd, 3);
        $after = array_keys($server->getClientInfo($fd));
        $server->send($fd, implode(' ', array_diff($after, $before)) . ' ' . array_search('uid', $after) . "\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start();
echo ask($run->connect(), 'x'), "\n";
$run->stop();
?>
--EXPECT--
uid 0
