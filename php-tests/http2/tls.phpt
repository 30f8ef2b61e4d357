--TEST--
HTTP/2 over TLS: ALPN decides, with HTTP/1.1 beside it; names of ssl_sni_certs too
--SKIPIF--
<?php extension_loaded('openssl') or die('skip openssl is not loaded'); ?>
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
require __DIR__ . '/../include/pki.php';
$https = server(function (int $mode, string $pki) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_TCP | SWOOLE_SSL);
    $server->set([
        'worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE, 'open_http2_protocol' => true,
        'ssl_cert_file' => $pki . 'a.pem', 'ssl_key_file' => $pki . 'a.key',
        'ssl_sni_certs' => ['b.test' => ['ssl_cert_file' => $pki . 'b.pem', 'ssl_key_file' => $pki . 'b.key']],
    ]);
    $server->on('request', fn ($request, $response) => $response->end($request->server['server_protocol'] . ' ' . strlen($request->rawContent())));
    ready($server);
    $server->start();
});
if (getenv('RSWOOLE_TEST_SERVER') === false) {
    $pki = new Pki();
    $pki->issue('a', 'a.test', 'DNS:a.test');
    $pki->issue('b', 'b.test', 'DNS:b.test');
}
foreach (MODES as $mode) {
    $run = $https->start($mode, (string) $pki);
    $connect = function (string $offered, string $name) use ($run, $pki) {
        $options = ['alpn_protocols' => $offered, 'peer_name' => $name, 'cafile' => "{$pki}ca.pem"];
        $context = stream_context_create(['ssl' => $options]);
        return until(fn () => @stream_socket_client('ssl://127.0.0.1:' . $run->port(), $code, $error, 5, STREAM_CLIENT_CONNECT, $context), 'TLS');
    };
    foreach (['a.test', 'b.test'] as $name) {
        $socket = $connect('h2,http/1.1', $name);
        echo $name, ' ', stream_get_meta_data($socket)['crypto']['alpn_protocol'] ?? 'none', ' ';
        $client = new H2($socket);
        $client->request(1, '/', [], str_repeat('x', 10000));
        echo $client->answer(1)->body, "\n";
    }
    $socket = $connect('http/1.1', 'a.test');
    say($socket, request('GET /'));
    echo stream_get_meta_data($socket)['crypto']['alpn_protocol'], ' ', answer($socket)->body, "\n";
    $run->stop();
}
?>
--EXPECT--
a.test h2 HTTP/2 10000
b.test h2 HTTP/2 10000
http/1.1 HTTP/1.1 0
a.test h2 HTTP/2 10000
b.test h2 HTTP/2 10000
http/1.1 HTTP/1.1 0
