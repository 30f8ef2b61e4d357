--TEST--
heartbeat() gives a list and closes the idle connections; without a heartbeat setting it fails
--FILE--
<?php
// server-methods, heartbeat: "将返回一个包含关闭连接fd的连续数组,调用失败返回false"; the original closes idle connections by itself, too,
// when heartbeat_idle_time is set.
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
echo ask($active, 'list'), "\n";
until(fn () => is_array(json_decode(ask($active, 'close'))) && !silent($idle, 0.05) && !silent($other, 0.05), 'the idle ones to be closed');
var_dump(closed($idle), closed($other));
echo ask($active, 'list'), "\n";
$run->stop();
?>
--EXPECT--
false
[]
bool(true)
bool(true)
[]
