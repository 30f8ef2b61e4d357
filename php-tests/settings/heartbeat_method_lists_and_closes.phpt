--TEST--
heartbeat(false) lists the idle connections, heartbeat() closes them and returns them
--FILE--
<?php
// server-methods, heartbeat: "将返回一个包含关闭连接fd的连续数组,调用失败返回false"; it fails without a heartbeat setting.
require __DIR__ . '/../include/harness.php';

$server = server(function (array $setting) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1] + $setting);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, json_encode($server->heartbeat($data === 'close')) . "\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start(['dispatch_mode' => 2]);
echo ask($run->connect(), 'list'), "\n";
$run->stop();
$run = $server->start(['heartbeat_check_interval' => 60, 'heartbeat_idle_time' => 1]);
[$idle, $other, $active] = [$run->connect(), $run->connect(), $run->connect()];
until(fn () => ask($active, 'list') === '[1,2]', 'two idle connections');
echo ask($active, 'close'), "\n";
var_dump(closed($idle), closed($other));
$run->stop();
?>
--EXPECT--
false
[1,2]
bool(true)
bool(true)
