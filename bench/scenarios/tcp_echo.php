<?php
// Echo over TCP. The environment says how: PORT, MODE=process|base, WORKERS, REACTORS, COROUTINE=1|0.
$env = fn (string $name, string $default): string => getenv($name) === false ? $default : getenv($name);

$mode = $env('MODE', 'process') === 'base' ? SWOOLE_BASE : SWOOLE_PROCESS;
$server = new Swoole\Server('127.0.0.1', (int) $env('PORT', '9501'), $mode, SWOOLE_SOCK_TCP);
$server->set([
    'worker_num' => (int) $env('WORKERS', '1'),
    'reactor_num' => (int) $env('REACTORS', '1'),
    'enable_coroutine' => $env('COROUTINE', '1') === '1',
    'max_connection' => 12000,
    'backlog' => 2048,
    'open_tcp_nodelay' => true,
    'log_level' => SWOOLE_LOG_ERROR,
]);
$server->on('Receive', function ($server, $fd, $reactorId, $data) {
    $server->send($fd, $data);
});
$server->start();
