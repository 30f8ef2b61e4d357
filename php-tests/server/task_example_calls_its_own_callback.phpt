--TEST--
The example of task: the callback given with the task gets its result
--FILE--
<?php
// server-methods, task: the code below is the documented example, unchanged. It assumes a $server and $data.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
$server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$server->set(['worker_num' => 1, 'task_worker_num' => 1]);
$server->on('Task', fn ($server, $taskId, $from, $data) => strrev($data));
$server->on('Finish', function () { echo "the general callback\n"; });
$server->on('Receive', function ($server, $fd, $reactor, $data) {
$server->task($data, -1, function (Swoole\Server $server, $taskId, $data) {
    echo "task完成";
    var_dump($taskId, $data);
});
});
$server->start();
PHP);
$client = $run->connect();
say($client, 'abc');
$run->wait('string(3) "cba"');
$run->stop();
echo $run->output();
?>
--EXPECT--
task完成int(0)
string(3) "cba"
