--TEST--
A task whose data does not unserialize is logged and skipped, and the next one is done
--SKIPIF--
<?php if (!function_exists('msg_get_queue')) die('skip sysvmsg is needed');
--FILE--
<?php
// Nothing that lies in a queue may end a task worker.
require __DIR__ . '/../include/harness.php';
$server = server(function (int $key) {
    ini_set('display_errors', '0');
    ini_set('log_errors', '0');
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1, 'task_ipc_mode' => 2, 'message_queue_key' => $key]);
    $server->on('Receive', fn () => 1);
    $server->on('WorkerStart', fn ($server, $id) => $id === 1 && fwrite(STDOUT, "task worker\n"));
    $server->on('Task', fn ($server, $id, $from, $data) => fwrite(STDOUT, 'done ' . json_encode($data) . "\n"));
    ready($server);
    $server->start();
});
$key = random_int(0x10000, 0x7fffffff);
$queue = msg_get_queue($key);
$packed = Swoole\Server\Task::pack(['number' => 1]);
msg_send($queue, 1, str_replace('a:1:{', 'a:9:{', $packed), false);
msg_send($queue, 1, substr($packed, 0, -3), false);
msg_send($queue, 1, $packed, false);
$run = $server->start($key);
$run->wait('done');
$run->stop();
echo $run->output();
var_dump(substr_count($run->log(), 'skipped'));
msg_remove_queue($queue);
?>
--EXPECT--
task worker
done {"number":1}
int(2)
