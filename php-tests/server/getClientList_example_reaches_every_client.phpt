--TEST--
The example of getClientList walks through all clients, ten at a time
--FILE--
<?php
// server-methods, getClientList: the code below is the documented example, unchanged. It assumes a $server.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$server->set(['worker_num' => 1]);
$server->on('Connect', function ($server, $fd) {
    echo "connect $fd\n";
});
$server->on('Receive', function ($server) {
//获取所有的连接,并发送 hello   

$startFd = 0;//开始的fd
while (true) {
    $list = $server->getClientList($startFd, 10);//每次只获取10条
    if ($list === false||count($list) === 0) {
        echo "完成\n";//获取完毕则退出
        break;
    }
    $startFd = end($list);//获取最大的fd
    var_dump($list);
    foreach ($list as $fd) {
        $server->send($fd, "hello");
    }
}
});
$server->start();
PHP);
for ($i = 1; $i <= 12; $i++) {
    $clients[$i] = $run->connect();
    $run->wait("connect $i\n");
}
say($clients[1], 'go');
foreach ($clients as $client) {
    $heard[] = hear($client, 5);
}
echo count($heard), ' ', implode(' ', array_unique($heard)), "\n";
$run->wait('完成');
$run->stop();
$output = $run->output();
echo substr($output, strpos($output, 'array'));
?>
--EXPECT--
12 hello
array(10) {
  [0]=>
  int(1)
  [1]=>
  int(2)
  [2]=>
  int(3)
  [3]=>
  int(4)
  [4]=>
  int(5)
  [5]=>
  int(6)
  [6]=>
  int(7)
  [7]=>
  int(8)
  [8]=>
  int(9)
  [9]=>
  int(10)
}
array(2) {
  [0]=>
  int(11)
  [1]=>
  int(12)
}
完成
