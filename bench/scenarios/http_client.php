<?php
/*
 * Coroutine\Http\Client: 50 coroutines ask for 1 KiB again and again, each over a connection that is kept. The server is a process of its own
 * with the extension PEER, so that two builds are measured against the same one.
 */
use Swoole\Coroutine;
use Swoole\Coroutine\Http\Client;

const BODY = 1024;
const CLIENTS = 50;

if (($argv[1] ?? '') === 'serve') {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE, 'http_compression' => false]);
    $body = str_repeat('x', BODY);
    $server->on('Request', fn ($request, $response) => $response->end($body));
    $server->on('WorkerStart', fn ($server) => print "$server->port\n");
    $server->start();
    exit;
}

require __DIR__ . '/include/operation.php';

$peer = getenv('PEER');
if (!is_file((string) $peer)) {
    fwrite(STDERR, "PEER=FILE is missing in the environment: the extension that serves\n");
    exit(1);
}
$process = proc_open([PHP_BINARY, '-d', "extension=$peer", __FILE__, 'serve'], [1 => ['pipe', 'w']], $pipes);
$port = (int) fgets($pipes[1]);
register_shutdown_function(fn () => proc_terminate($process));
Coroutine::set(['hook_flags' => 0]);

run_operations(['Coroutine\Http\Client, get' => [100_000, function (int $times) use ($port) {
    $failed = 0;
    Coroutine\run(function () use ($port, $times, &$failed) {
        for ($i = 0; $i < CLIENTS; $i++) {
            Coroutine::create(function () use ($port, $times, &$failed) {
                $client = new Client('127.0.0.1', $port);
                for ($n = intdiv($times, CLIENTS); $n > 0; $n--) {
                    $failed += (int) !($client->get('/') && strlen($client->body) === BODY);
                }
            });
        }
    });
    if ($failed > 0) {
        fwrite(STDERR, "$failed of $times requests failed\n");
        exit(1);
    }
}]]);
