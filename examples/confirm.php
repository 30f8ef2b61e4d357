<?php
//创建Server对象,监听 127.0.0.1:9501端口
$server = new Swoole\Server("0.0.0.0", 9501, SWOOLE_PROCESS, SWOOLE_SOCK_TCP);
$server->set([
    'enable_delay_receive' => true
]);
//监听连接进入事件
$server->on('Connect', function ($server, $fd) {
    /**
     * @var $server \Swoole\Server
     */
    echo "客户端 {$fd} 连接成功\n";
    if ($fd % 2 == 1) {
        //只有confirm的fd  服务器才会接受消息
       $result =  $server->confirm($fd);
       var_dump($result);
    }
});

//监听数据接收事件
$server->on('Receive', function ($server, $fd, $from_id, $data) {
    echo "客户端 {$fd} 发来消息:{$data} \n";

    /**
     * @var $server \Swoole\Server
     */
    $server->send($fd, "服务器响应: " . $data);
});

//监听连接关闭事件
$server->on('Close', function ($server, $fd) {
    echo "客户端 {$fd} 关闭\n";
});
echo "服务器启动成功\n";
//启动服务器
$server->start(); 

