--TEST--
A worker with hooks asks itself by https://, with a certificate that is checked
--SKIPIF--
<?php if (!extension_loaded('openssl')) die('skip needs openssl'); ?>
--FILE--
<?php
/* https://wiki.swoole.com/en/#/runtime?id=swoole_hook_ssl. There is one worker: without the hook it would wait for itself. */
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
$site = server(function (int $mode, string $pki) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_TCP | SWOOLE_SSL);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_WARNING, 'hook_flags' => SWOOLE_HOOK_ALL,
        'ssl_cert_file' => $pki . 'server.pem', 'ssl_key_file' => $pki . 'server.key']);
    $server->on('request', function ($request, $response) use ($pki) {
        if ($request->server['request_uri'] === '/inner') {
            $response->end(str_repeat('x', 1 << 20));
            return;
        }
        $url = 'https://localhost:' . $request->server['server_port'] . '/inner';
        $trust = stream_context_create(['ssl' => ['cafile' => $pki . 'ca.pem']]);
        $distrust = stream_context_create(['ssl' => ['cafile' => $pki . 'server.pem', 'peer_name' => 'other.test']]);
        $response->end(json_encode([strlen(file_get_contents($url, false, $trust)), @file_get_contents($url, false, $distrust)]));
    });
    ready($server);
    $server->start();
});
$pki = new Pki;
$pki->issue('server', 'server.test', 'DNS:localhost');
foreach ([SWOOLE_BASE, SWOOLE_PROCESS] as $mode) {
    $run = $site->start($mode, (string) $pki);
    fclose($run->connect());
    $trust = stream_context_create(['ssl' => ['cafile' => $pki . 'ca.pem', 'peer_name' => 'localhost'], 'http' => ['timeout' => 10]]);
    echo file_get_contents("https://127.0.0.1:{$run->port()}/outer", false, $trust), "\n";
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
[1048576,false]
[1048576,false]
