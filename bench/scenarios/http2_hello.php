<?php
// Hello world over HTTP/2, for h2load (see README.md). The port is $PORT; MODE is base or process.
$env = fn (string $name, string $default): string => getenv($name) === false ? $default : getenv($name);

$server = new Swoole\Http\Server('127.0.0.1', (int) $env('PORT', '9501'), $env('MODE', 'process') === 'base' ? SWOOLE_BASE : SWOOLE_PROCESS);
$server->set([
    'worker_num' => (int) $env('WORKERS', '1'),
    'reactor_num' => (int) $env('REACTORS', '1'),
    'open_http2_protocol' => true,
    'log_level' => SWOOLE_LOG_ERROR,
]);
$server->on('request', fn ($request, $response) => $response->end('Hello World'));
$server->start();
