<?php
// Each request becomes a task, each result a reply. The environment says TASK_WORKERS too, and
// WAIT=0 (task and onFinish) | 1 (taskwait in the coroutine of the request).
require __DIR__ . '/include/server.php';

$server = server(Swoole\Server::class, ['task_worker_num' => (int) env('TASK_WORKERS', '1'), 'log_level' => SWOOLE_LOG_NONE]);
$server->on('Task', fn ($server, $id, $from, $data) => $data);
if (env('WAIT', '0') === '1') {
    $server->on('Receive', function ($server, $fd, $reactorId, $data) {
        $server->send($fd, $server->taskwait($data, 10.0));
    });
    $server->on('Finish', fn () => null);
} else {
    $server->on('Receive', function ($server, $fd, $reactorId, $data) {
        $server->task(pack('J', $fd) . $data);
    });
    $server->on('Finish', function ($server, $id, $data) {
        $server->send(unpack('J', $data)[1], substr($data, 8));
    });
}
$server->start();
