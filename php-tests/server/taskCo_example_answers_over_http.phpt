--TEST--
The example of taskCo answers a browser with the results of two tasks, of which the one that took too long is false
--FILE--
<?php
// server-methods, taskCo: the code below is the documented example, unchanged. Task worker 1 sleeps longer than the time limit.
require __DIR__ . '/../include/http.php';

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
$answer = fetch($run, 'GET /');
echo $answer->status, ' ', $answer->header('content-type'), "\n";
$results = eval('return ' . substr($answer->body, strlen('http请求,异步任务完成: ')) . ';');
// Which of the two goes to task worker 1 is the dispatcher's choice, and the order of the keys is that of the answers.
ksort($results);
$whole = ["easyswoole牛逼", ['data' => 1234, 'code' => 200]];
echo in_array($results, [[$whole[0], false], [false, $whole[1]]], true) ? "one result, one false\n" : $answer->body;
$run->stop();
preg_match_all('/^#[12]\tonTask: workerId=0, taskId=\d+$/m', $run->output(), $tasks);
echo count($tasks[0]), " tasks\n";
?>
--EXPECT--
200 text/html
one result, one false
2 tasks
