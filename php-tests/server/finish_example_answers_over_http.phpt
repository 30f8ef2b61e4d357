--TEST--
The example of finish answers a browser with what both tasks finished with
--FILE--
<?php
// server-methods, finish: the code below is the documented example, unchanged. taskCo() waits for the results itself, so Finish is not called.
require __DIR__ . '/../include/http.php';

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
$answer = fetch($run, 'GET /');
$results = eval('return ' . substr($answer->body, strlen('http请求,异步任务完成: ')) . ';');
// The order of the keys is that of the answers.
ksort($results);
echo $answer->status, ' ', json_encode($results, JSON_UNESCAPED_UNICODE), "\n";
$run->wait('完成', 2);
$run->stop();
echo $run->output();
?>
--EXPECT--
200 ["仙士可牛逼","仙士可牛逼"]
完成
完成
