--TEST--
With the example of confirm the server receives from confirmed clients only
--FILE--
<?php
// server-methods, confirm: the code below is the documented example, unchanged. Clients with an odd fd are confirmed.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
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
PHP);
$first = $run->connect('tcp://127.0.0.1:9501');
say($first, '你好');
echo hear($first, strlen('服务器响应: 你好')), "\n";
$second = $run->connect('tcp://127.0.0.1:9501');
$run->wait('客户端 2 连接成功');
say($second, '你好');
var_dump(silent($second));
$run->stop();
echo $run->output();
?>
--EXPECT--
服务器响应: 你好
bool(true)
服务器启动成功
客户端 1 连接成功
bool(true)
客户端 1 发来消息:你好 
客户端 2 连接成功
