--TEST--
The example of send answers as the documentation says
--FILE--
<?php
// server-methods, send: the code below is the documented example, unchanged. It assumes a $server.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
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
PHP);
$client = $run->connect();
say($client, '你好');
echo hear($client, strlen('服务器响应: 你好')), "\n";
$run->stop();
echo $run->output();
?>
--EXPECT--
服务器响应: 你好
客户端 1 发来消息:你好 
