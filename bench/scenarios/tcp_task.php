<?php
// Each request becomes a task, each result a reply. The environment says how: PORT, MODE=process|base, WORKERS, REACTORS, TASK_WORKERS,
// WAIT=0 (task and onFinish) | 1 (taskwait in the coroutine of the request).
$env = fn (string $name, string $default): string => getenv($name) === false ? $default : getenv($name);

$mode = $env('MODE', 'process') === 'base' ? SWOOLE_BASE : SWOOLE_PROCESS;
$server = new Swoole\Server('127.0.0.1', (int) $env('PORT', '9501'), $mode, SWOOLE_SOCK_TCP);
$server->set([
    'worker_num' => (int) $env('WORKERS', '1'),
    'reactor_num' => (int) $env('REACTORS', '1'),
    'task_worker_num' => (int) $env('TASK_WORKERS', '1'),
    'max_connection' => 12000,
    'backlog' => 2048,
    'open_tcp_nodelay' => true,
    'log_level' => SWOOLE_LOG_NONE,
]);
$server->on('Task', fn ($server, $id, $from, $data) => $data);
if ($env('WAIT', '0') === '1') {
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
