<?php
$server = new Swoole\Server("127.0.0.1", 9501);

//tcp监听数据接收事件 send例子
$server->on('Receive', function ($server, $fd, $from_id, $data) {
    echo "客户端 {$fd} 发来消息:{$data} \n";

    /**
     * @var $server \Swoole\Server
     */
    $server->send($fd, "服务器响应: ".$data);
});

// UnixSocket DGRAM 监听事件 send 例子
$server->on("packet", function (Swoole\Server $server, $data, $address){
    $server->send($address['address'], "服务器响应: ".$data, $address['server_socket']);
});

$server->start();
