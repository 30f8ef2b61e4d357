--TEST--
The example of start prints and answers as the documentation says
--FILE--
<?php
// server-methods, start: the code below is the documented example, unchanged.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
//创建Server对象,监听 127.0.0.1:9501端口
$server = new Swoole\Server("127.0.0.1", 0,SWOOLE_PROCESS,SWOOLE_SOCK_TCP);

//监听连接进入事件
$server->on('Connect', function ($server, $fd) {
    echo "客户端 {$fd} 连接成功\n";
});

//监听数据接收事件
$server->on('Receive', function ($server, $fd, $from_id, $data) {
    echo "客户端 {$fd} 发来消息:{$data} \n";

    /**
     * @var $server \Swoole\Server
     */
    $server->send($fd, "服务器响应: ".$data);
});

//监听连接关闭事件
$server->on('Close', function ($server, $fd) {
    echo "客户端 {$fd} 关闭\n";
});
echo "服务器启动成功\n";
//启动服务器
$server->start(); 
PHP);
$client = $run->connect();
say($client, '你好');
echo hear($client, strlen('服务器响应: 你好')), "\n";
fclose($client);
$run->wait('关闭');
echo 'status ', $run->stop(), "\n";
echo $run->output();
?>
--EXPECT--
服务器响应: 你好
status 0
服务器启动成功
客户端 1 连接成功
客户端 1 发来消息:你好 
客户端 1 关闭
