--TEST--
The example of taskWaitMulti gives the results of three tasks in their order
--FILE--
<?php
// server-methods, taskWaitMulti: the code below is the documented example, unchanged.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
//创建Server对象,监听 127.0.0.1:9501端口
$server = new Swoole\Server("0.0.0.0", 9501, SWOOLE_PROCESS, SWOOLE_SOCK_TCP);
$server->set([
    'task_worker_num' => 3
]);
$server->on('Task', function (Swoole\Server $server, int $taskId, int $srcWorkerId, $data) {
    //task任务处理
    var_dump($data);
    return $data;
});

$server->on('Finish', function (Swoole\Server $server, int $taskId, string $data) {
    //task完成事件
});


//监听连接进入事件
$server->on('Connect', function ($server, $fd) {
    /**
     * @var $server \Swoole\Server
     */
    echo "客户端 {$fd} 连接成功\n";
});

//监听数据接收事件
$server->on('Receive', function ($server, $fd, $from_id, $data) {
    echo "客户端 {$fd} 发来消息:{$data} \n";

    /**
     * @var $server \Swoole\Server
     */
    $server->send($fd, "服务器响应: " . $data);

    $taskArr[] = mt_rand(10000, 99999); //任务1
    $taskArr[] = mt_rand(10000, 99999); //任务2
    $taskArr[] = mt_rand(10000, 99999); //任务3
    var_dump($taskArr);

//等待所有Task结果返回，超时为10s
    $results = $server->taskWaitMulti($taskArr, 3);
    var_dump($results);
    if (!isset($results[0])) {
        echo "任务1执行超时了\n";
    }
    if (isset($results[1])) {
        echo "任务2的执行结果为{$results[1]}\n";
    }
    if (isset($results[2])) {
        echo "任务3的执行结果为{$results[2]}\n";
    }

});

//监听连接关闭事件
$server->on('Close', function ($server, $fd) {
    echo "客户端 {$fd} 关闭\n";
});
echo "服务器启动成功\n";
//启动服务器
$server->start(); 
PHP);
$client = $run->connect('tcp://127.0.0.1:9501');
say($client, '你好');
echo hear($client, strlen('服务器响应: 你好')), "\n";
$run->wait('任务3的执行结果为');
$run->stop();
preg_match('/array\(3\) \{\s+\[0\]=>\s+int\((\d+)\)\s+\[1\]=>\s+int\((\d+)\)\s+\[2\]=>\s+int\((\d+)\)/', $run->output(), $given);
for ($task = 1; $task <= 3; $task++) {
    var_dump(str_contains($run->output(), ($task === 1 ? '' : "任务{$task}的执行结果为") . $given[$task]));
}
var_dump(str_contains($run->output(), '执行超时'));
?>
--EXPECT--
服务器响应: 你好
bool(true)
bool(true)
bool(true)
bool(false)
