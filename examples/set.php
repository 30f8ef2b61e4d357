<?php
//创建Server对象,监听 127.0.0.1:9501端口
/**
 * @var $server Swoole\Server
 */
$server = new Swoole\Server("127.0.0.1", 9501, SWOOLE_PROCESS, SWOOLE_SOCK_TCP);
$server->set([
    'worker_num'    => 4,
    'backlog'       => 128,
    'max_request'   => 50,
]);

$server->on('Receive', function ($server, $fd, $from_id, $data) {
    $server->send($fd, "worker {$server->worker_id}: " . $data);
});
$server->start();
