--TEST--
The example of stats counts one client
--FILE--
<?php
// server-methods, stats: the code below is the documented example, unchanged. It assumes a $server. Every value that
// the document prints is compared.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$server->set(['worker_num' => 2]);
$server->on('Receive', function ($server) {
var_dump($server->stats());
//array(11) {
//  ["start_time"]=>
//  int(1582541268)  //服务启动事件
//  ["connection_num"]=>
//  int(1) //当前客户端连接数
//  ["accept_count"]=>
//  int(1) //总连接次数
//  ["close_count"]=>
//  int(0) //总关闭次数
//  ["worker_num"]=>
//  int(2) //worker进程数
//  ["idle_worker_num"]=>
//  int(1) //空闲的worker进程数
//  ["tasking_num"]=> 
//  int(0) //task worker进程数
//  ["request_count"]=>
//  int(0) //server收到的数据次数,只有onReceive,onMessage,onRequest,onPacket 才会计算
//  ["worker_request_count"]=>
//  int(0) //当前`Worker`进程收到的请求次数(worker_request_count)超过 `max_request`时`worker`进程将退出】
//  ["worker_dispatch_count"]=>
//  int(1) //`master`进程向当前`Worker`进程投递任务的次数
//  ["coroutine_num"]=>
//  int(1) //当前的协程数
//}

//额外的参数

// task_queue_num	消息队列中的投递`task`的数量(用于task投递)
// task_queue_bytes	消息队列的内存占用大小(字节单位)(用于task投递)
// task_idle_worker_num	空闲的`task`进程数
});
$server->start();
PHP);
$client = $run->connect();
say($client, 'x');
$run->wait("\n}\n");
$run->stop();
preg_match_all('/\["(\w+)"\]=>\n  int\((\d+)\)/', $run->output(), $match);
$stats = array_combine($match[1], $match[2]);
foreach (['connection_num', 'accept_count', 'close_count', 'worker_num', 'idle_worker_num', 'request_count', 'worker_request_count', 'coroutine_num'] as $key) {
    echo "$key $stats[$key]\n";
}
echo 'start_time ', abs(time() - $stats['start_time']) < 60 ? 'now' : 'wrong', "\n";
echo 'worker_dispatch_count ', $stats['worker_dispatch_count'] > 0 ? 'counted' : 'wrong', "\n";
?>
--EXPECT--
connection_num 1
accept_count 1
close_count 0
worker_num 2
idle_worker_num 1
request_count 0
worker_request_count 0
coroutine_num 1
start_time now
worker_dispatch_count counted
