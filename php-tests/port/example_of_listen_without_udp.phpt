--TEST--
The ports of the example of listen answer, each with its own callbacks
--FILE--
<?php
// server-methods, listen: the documented code, on free ports and without its UDP part.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server("127.0.0.1", 0,SWOOLE_PROCESS,SWOOLE_SOCK_TCP);
    $port1 = $server->listen("127.0.0.1", 0, SWOOLE_SOCK_TCP); // 添加 TCP
    $port2 = $server->listen("127.0.0.1", 0, SWOOLE_SOCK_TCP);
    //给port2监听的端口单独配置回调参数
    $port2->on('Connect',function ($server,$fd){
        echo "9503 客户端 {$fd} 连接成功\n";
    });
    //监听连接进入事件
    $server->on('Connect', function ($server, $fd) {
        echo "客户端 {$fd} 连接成功\n";
    });
    //监听数据接收事件
    $server->on('Receive', function ($server, $fd, $from_id, $data) {
        echo "客户端 {$fd} 发来消息:{$data} \n";
        $server->send($fd, "服务器响应: ".$data);
    });
    //监听连接关闭事件
    $server->on('Close', function ($server, $fd) {
        echo "客户端 {$fd} 关闭\n";
    });
    ready($server);
    $server->start();
});

$run = $server->start();
for ($i = 0; $i < 3; $i++) {
    $client = $run->connect($i);
    say($client, "端口$i");
    echo hear($client, strlen("服务器响应: 端口$i")), "\n";
    fclose($client);
    $run->wait('关闭', $i + 1);
}
$run->stop();
echo $run->output();
?>
--EXPECT--
服务器响应: 端口0
服务器响应: 端口1
服务器响应: 端口2
客户端 1 连接成功
客户端 1 发来消息:端口0 
客户端 1 关闭
客户端 2 连接成功
客户端 2 发来消息:端口1 
客户端 2 关闭
9503 客户端 3 连接成功
客户端 3 发来消息:端口2 
客户端 3 关闭
