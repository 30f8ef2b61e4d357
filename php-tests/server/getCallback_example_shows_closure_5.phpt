--TEST--
The example of getCallback prints the closure as object #5
--FILE--
<?php
// server-methods, getCallback: the code below is the documented example, unchanged. The server, its port and their two
// connection iterators are objects 1 to 4.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
//创建Server对象,监听 127.0.0.1:9501端口
$server = new Swoole\Server("127.0.0.1", 9501,SWOOLE_PROCESS,SWOOLE_SOCK_TCP);

//监听连接关闭事件
$server->on('Close', function ($server, $fd) {
    echo "客户端 {$fd} 关闭\n";
});
var_dump($server->getCallback('Close'));

//输出
//object(Closure)#5 (1) {
//  ["parameter"]=>
//  array(2) {
//    ["$server"]=>
//    string(10) "<required>"
//    ["$fd"]=>
//    string(10) "<required>"
//  }
//}
PHP);
$run->wait_end();
echo $run->output();
?>
--EXPECTF--
object(Closure)#5 (%d) {%A
  ["parameter"]=>
  array(2) {
    ["$server"]=>
    string(10) "<required>"
    ["$fd"]=>
    string(10) "<required>"
  }
}
