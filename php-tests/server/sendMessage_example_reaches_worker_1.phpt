--TEST--
The example of sendMessage reaches worker 1, and gives a task on request
--FILE--
<?php
// server-methods, sendMessage: the code below is the documented example, unchanged. A message to the own process is refused, which
// concerns worker 1 here: other connections are tried until another worker serves one.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
$server = new Swoole\Server("0.0.0.0", 9501);

$server->set([
    'worker_num'      => 4,
    'task_worker_num' => 4,
]);
$server->on('PipeMessage', function ($server, $srcWorkerId, $data) {
    echo "#{$server->worker_id} 进程消息 来自进程号 #$srcWorkerId: $data\n";
});
$server->on('Task', function ($server, $taskId, $reactorId, $data) {
    var_dump($taskId, $reactorId, $data);
});
$server->on('Finish', function ($server, $fd, $reactorId) {

});
$server->on('Receive', function (Swoole\Server $server, $fd, $reactorId, $data) {
    if (trim($data) == 'task') {
        $server->task("异步task启动");
    } else {
        var_dump($server->worker_id);
        //task进程范围为 worker_num-1至worker_num+task_worker_num-1
        $server->sendMessage("发送给task进程", 1);
    }
});

$server->start();
PHP);
$clients = [];
until(function () use ($run, &$clients) {
    $clients[] = $client = $run->connect('tcp://127.0.0.1:9501');
    say($client, 'message');
    usleep(20000);
    return str_contains($run->peek(), '发送给task进程');
}, 'a message for worker 1');
say($clients[0], 'task');
$run->wait('异步task启动');
$run->stop();
preg_match('/#1 进程消息 来自进程号 #[023]: 发送给task进程/u', $run->output(), $line);
echo preg_replace('/#[023]:/', '#n:', $line[0]), "\n";
echo preg_match('/int\(0\)\s+string\(16\) "异步task启动"|int\(0\)\s+int\(\d\)|string\(\d+\) "异步task启动"/u', $run->output()) ? "task given\n" : "no task\n";
?>
--EXPECT--
#1 进程消息 来自进程号 #n: 发送给task进程
task given
