--TEST--
The example of taskCo: results by position, false for the task that slept too long
--FILE--
<?php
// server-methods, taskCo: the documented example, unchanged.
require __DIR__ . '/../include/harness.php';
$run = script(<<<'PHP'
<?php

$server = new Swoole\Http\Server("0.0.0.0", 9501, SWOOLE_PROCESS);

$server->set([
    'worker_num'      => 1,
    'task_worker_num' => 2,
]);

$server->on('Task', function (Swoole\Server $server, $taskId, $workerId, $data) {
    echo "#{$server->worker_id}\tonTask: workerId={$workerId}, taskId=$taskId\n";
    if ($server->worker_id == 1) {
        sleep(1);
    }
    return $data;
});

$server->on('Request', function ($request, $response) use ($server) {
    $tasks[0] = "easyswoole牛逼";
    $tasks[1] = ['data' => 1234, 'code' => 200];
    $result   = $server->taskCo($tasks, 0.5);
    $response->end('http请求,异步任务完成: ' . var_export($result, true));
});

$server->start();
PHP);
$client = $run->connect('tcp://127.0.0.1:9501');
say($client, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
[, $body] = explode("\r\n\r\n", hear($client, 100000), 2);
[$text, $export] = explode(': ', $body, 2);
echo $text, "\n";
$result = eval("return $export;");
$expected = ["easyswoole牛逼", ['data' => 1234, 'code' => 200]];
var_dump(array_keys($result), count(array_filter($result)), array_filter($result) == array_intersect_key($expected, array_filter($result)), in_array(false, $result, true));
$run->wait('onTask', 2);
$run->stop();
$lines = explode("\n", trim($run->output()));
sort($lines);
echo preg_replace('/taskId=\d/', 'taskId=N', implode("\n", $lines)), "\n";
?>
--EXPECT--
http请求,异步任务完成
array(2) {
  [0]=>
  int(0)
  [1]=>
  int(1)
}
int(1)
bool(true)
bool(true)
#1	onTask: workerId=0, taskId=N
#2	onTask: workerId=0, taskId=N
