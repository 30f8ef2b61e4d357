<?php
$server = new Swoole\Server("127.0.0.1", 9501);
$server->on('Receive', function ($server, $fd, $from_id, $data) {
    var_dump($server->exist(1));
    $server->send($fd, $data);
});
$server->start();
