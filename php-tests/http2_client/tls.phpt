--TEST--
TLS: h2 is offered by ALPN, certificates are judged as ssl_* options say; a server that agrees on nothing is spoken to, one without TLS is not
--SKIPIF--
<?php extension_loaded('openssl') or die('skip openssl is not loaded'); ?>
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
require __DIR__ . '/../include/pki.php';
use Swoole\Coroutine\Http2\Client;
$https = server(function (string $pki) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE, SWOOLE_SOCK_TCP | SWOOLE_SSL);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE, 'open_http2_protocol' => true, 'package_max_length' => 8 << 20,
        'ssl_cert_file' => $pki . 'a.pem', 'ssl_key_file' => $pki . 'a.key']);
    $server->on('request', fn ($request, $response) => $response->end($request->server['server_protocol'] . ' ' . $request->header['host'] . ' ' . md5($request->rawContent())));
    ready($server);
    $server->start();
});
// Takes TLS off and agrees on no protocol.
$silent = server(function (string $pki) {
    $context = stream_context_create(['ssl' => ['local_cert' => $pki . 'a.pem', 'local_pk' => $pki . 'a.key']]);
    $listener = stream_socket_server('ssl://127.0.0.1:0', $code, $error, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $context);
    ready((object) ['ports' => [(object) ['port' => (int) explode(':', stream_socket_get_name($listener, false))[1]]]]);
    while (!($socket = @stream_socket_accept($listener, 60)));
    $peer = new FramesOfServer($socket, '', true, fn ($peer, $stream) => $peer->answer($stream, 'without ALPN'), null);
    while ($peer->hear());
});
$plain = http2(fn ($request, $response) => $response->end());
$pki = new Pki();
$pki->issue('a', 'a.test', 'DNS:a.test');
$run = $https->start((string) $pki);
$plain = $plain->start(SWOOLE_BASE);
$alone = $silent->start((string) $pki);
[$port, $other, $third] = [$run->port(), $plain->port(), $alone->port()];
coroutine(function () use ($port, $other, $third, $pki) {
    $client = client($port, ['ssl_verify_peer' => true, 'ssl_cafile' => "{$pki}ca.pem", 'ssl_host_name' => 'a.test'], true);
    $body = random_bytes(3 << 20);
    $client->send(asking('/', ['method' => 'POST', 'data' => $body, 'headers' => ['host' => 'a.test']]));
    var_dump($client->recv()->data === 'HTTP/2 a.test ' . md5($body));
    foreach ([['ssl_verify_peer' => true, 'ssl_cafile' => "{$pki}ca.pem", 'ssl_host_name' => 'b.test'], ['ssl_verify_peer' => true, 'ssl_allow_self_signed' => false]] as $set) {
        $client = new Client('127.0.0.1', $port, true);
        $client->set($set + ['timeout' => 10]);
        var_dump($client->connect());
        echo $client->errCode === SWOOLE_ERROR_SSL_VERIFY_FAILED ? 'not verified' : "$client->errCode $client->errMsg", "\n";
    }
    $client = new Client('127.0.0.1', $other, true);
    $client->set(['timeout' => 10]);
    var_dump($client->connect(), $client->errCode === SWOOLE_ERROR_SSL_HANDSHAKE_FAILED);
    $client = client($third, [], true);
    $client->send(asking('/'));
    echo $client->recv()->data, "\n";
});
array_map(fn (Run $one) => $one->stop(), [$run, $plain, $alone]);
?>
--EXPECT--
bool(true)
bool(false)
not verified
bool(false)
not verified
bool(false)
bool(true)
without ALPN
