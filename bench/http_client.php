<?php
/*
 * Requests per second of coroutines with an HTTP client each, over connections that are kept:
 *
 *     php -d extension=./rswoole.so bench/http_client.php SERVER.so [coroutines] [seconds] [bytes]
 *
 * The server is a process of its own with the extension SERVER.so, so that two builds can be measured against the same one.
 */

use Swoole\Coroutine\Http\Client;

[, $server_so, $coroutines, $seconds, $bytes] = $argv + [1 => '', 2 => 50, 3 => 3.0, 4 => 1024];
if ($server_so === 'serve') {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1, 'log_level' => 5, 'http_compression' => false]);
    $body = str_repeat('x', (int) $coroutines);
    $server->on('request', fn ($request, $response) => $response->end($body));
    $server->on('start', fn ($server) => print "$server->port\n");
    $server->start();
    exit;
}
if (!is_file($server_so)) {
    fwrite(STDERR, "usage: php -d extension=BUILD.so bench/http_client.php SERVER.so [coroutines] [seconds] [bytes]\n");
    exit(1);
}
$command = [PHP_BINARY, '-d', "extension=$server_so", __FILE__, 'serve', $bytes];
$process = proc_open($command, [1 => ['pipe', 'w']], $pipes);
$port = (int) fgets($pipes[1]);

Swoole\Coroutine::set(['hook_flags' => 0]);
$done = $failed = 0;
$started = microtime(true);
Swoole\Coroutine\run(function () use ($port, $coroutines, $seconds, $bytes, &$done, &$failed, $started) {
    for ($i = 0; $i < $coroutines; $i++) {
        go(function () use ($port, $seconds, $bytes, &$done, &$failed, $started) {
            $client = new Client('127.0.0.1', $port);
            while (microtime(true) - $started < $seconds) {
                $client->get('/') && strlen($client->body) === (int) $bytes ? $done++ : $failed++;
            }
        });
    }
});
$elapsed = microtime(true) - $started;
$usage = getrusage();
$cpu = $usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'] + ($usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec']) / 1e6;
printf("%d coroutines, %d bytes: %d requests/s, %.2f µs of client CPU a request, %d failed\n", $coroutines, $bytes, $done / $elapsed, $cpu / max($done, 1) * 1e6, $failed);
proc_terminate($process);
