<?php
// Echo of packets that begin with their length, 4 bytes. The environment says how: PORT, MODE=process|base, WORKERS, REACTORS.
$env = fn (string $name, string $default): string => getenv($name) === false ? $default : getenv($name);

$mode = $env('MODE', 'process') === 'base' ? SWOOLE_BASE : SWOOLE_PROCESS;
$server = new Swoole\Server('127.0.0.1', (int) $env('PORT', '9501'), $mode, SWOOLE_SOCK_TCP);
$server->set([
    'worker_num' => (int) $env('WORKERS', '1'),
    'reactor_num' => (int) $env('REACTORS', '1'),
    'open_length_check' => true,
    'package_length_type' => 'N',
    'package_length_offset' => 0,
    'package_body_offset' => 4,
    'package_max_length' => 8 << 20,
    'max_connection' => 12000,
    'backlog' => 2048,
    'open_tcp_nodelay' => true,
    'log_level' => SWOOLE_LOG_ERROR,
]);
$server->on('Receive', function ($server, $fd, $reactorId, $data) {
    $server->send($fd, $data);
});
$server->start();
