--TEST--
The example of finish: what it is given is the result of the task
--FILE--
<?php
// server-methods, finish: the documented example, unchanged.
require __DIR__ . '/../include/harness.php';
$run = script(<<<'PHP'
<?php

$server = new Swoole\Http\Server("0.0.0.0", 9501, SWOOLE_PROCESS);

$server->set([
    'worker_num'      => 1,
    'task_worker_num' => 2,
]);

$server->on('Task', function (Swoole\Server $server, $taskId, $workerId, $data) {
    $server->finish('仙士可牛逼');
    echo "完成\n";
});

$server->on('Finish', function (Swoole\Server $server, int $task_id, string $data) {
    var_dump($data);
});

$server->on('Request', function ($request, $response) use ($server) {
    $tasks[0] = "easyswoole牛逼";
    $tasks[1] = ['data' => 1234, 'code' => 200];
    $result = $server->taskCo($tasks, 0.5);
    $response->end('http请求,异步任务完成: ' . var_export($result, true));
});

$server->start();
PHP);
$client = $run->connect('tcp://127.0.0.1:9501');
say($client, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
echo explode("\r\n\r\n", hear($client, 100000), 2)[1], "\n";
$run->wait('完成', 2);
$run->stop();
echo $run->output();
?>
--EXPECT--
http请求,异步任务完成: array (
  0 => '仙士可牛逼',
  1 => '仙士可牛逼',
)
完成
完成
