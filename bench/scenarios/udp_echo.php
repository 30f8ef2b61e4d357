<?php
// Echo of datagrams to PORT. The TCP port of the same number is there so that who starts this knows when it is ready.
// The environment says how: PORT, MODE=process|base, WORKERS, REACTORS.
$env = fn (string $name, string $default): string => getenv($name) === false ? $default : getenv($name);

$mode = $env('MODE', 'process') === 'base' ? SWOOLE_BASE : SWOOLE_PROCESS;
$server = new Swoole\Server('127.0.0.1', (int) $env('PORT', '9501'), $mode, SWOOLE_SOCK_TCP);
$server->set([
    'worker_num' => (int) $env('WORKERS', '1'),
    'reactor_num' => (int) $env('REACTORS', '1'),
    'log_level' => SWOOLE_LOG_ERROR,
]);
$server->listen('127.0.0.1', (int) $env('PORT', '9501'), SWOOLE_SOCK_UDP);
$server->on('Receive', fn () => null);
$server->on('Packet', function ($server, $data, $client) {
    $server->sendto($client['address'], $client['port'], $data, $client['server_socket']);
});
$server->start();
