--TEST--
The example of listen serves its four ports: TCP, framed TCP, TCP with its own callback, UDP
--FILE--
<?php
// server-methods, listen: the code below is the documented example, unchanged. Its Packet callback prints $address, an array, as a
// string: PHP says "Array" and warns.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php

//创建Server对象,监听 127.0.0.1:9501端口
$server = new Swoole\Server("127.0.0.1", 9501,SWOOLE_PROCESS,SWOOLE_SOCK_TCP);

/**
 * @var $port1  \Swoole\Server\Port
 * @var $port2  \Swoole\Server\Port
 * @var $port3  \Swoole\Server\Port
 */
$port1 = $server->listen("0.0.0.0", 9502, SWOOLE_SOCK_TCP); // 添加 TCP
$port2 = $server->listen("127.0.0.1", 9503, SWOOLE_SOCK_TCP); // 添加 Web Socket
$port3 = $server->listen("0.0.0.0", 9504, SWOOLE_SOCK_UDP); // UDP
//给port1监听的端口单独配置参数
$port1->set([
    'open_length_check' => true,
    'package_length_type' => 'N',
]);
//给port2监听的端口单独配置回调参数
$port2->on('Connect',function ($server,$fd){
    echo "9503 客户端 {$fd} 连接成功\n";
});

//给port3 监听的端口单独配置Packet回调函数
$port3->on('Packet',function ($server,$data,$address){
    echo "udp接收响应数据,地址:{$address},数据:{$data}";
});

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
$first = $run->connect('tcp://127.0.0.1:9501');
say($first, '你好');
echo hear($first, strlen('服务器响应: 你好')), "\n";
$framed = $run->connect('tcp://127.0.0.1:9502');
say($framed, pack('N', 6));
var_dump(silent($framed));
say($framed, '你好');
echo substr(hear($framed, strlen('服务器响应: ') + 10), strlen('服务器响应: ') + 4), "\n";
$own = $run->connect('tcp://127.0.0.1:9503');
say($own, '好');
echo hear($own, strlen('服务器响应: 好')), "\n";
$udp = stream_socket_client('udp://127.0.0.1:9504');
say($udp, '数据报');
$run->wait('数据:数据报');
$run->stop();
preg_match_all('/^(9503 客户端 \d 连接成功|udp接收响应数据,地址:Array,数据:.*)$/mu', $run->output(), $lines);
echo implode("\n", $lines[0]), "\n";
?>
--EXPECT--
服务器响应: 你好
bool(true)
你好
服务器响应: 好
9503 客户端 3 连接成功
udp接收响应数据,地址:Array,数据:数据报
