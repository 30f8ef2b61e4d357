--TEST--
A peer that does not speak TLS is closed with a line in the log and without an event; others go on; ssl_protocols is kept
--SKIPIF--
<?php foreach (['openssl', 'posix'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
$echo = server(function (int $mode, string $pki) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_TCP | SWOOLE_SSL);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_WARNING, 'ssl_cert_file' => $pki . 'server.pem', 'ssl_key_file' => $pki . 'server.key',
        'ssl_protocols' => SWOOLE_SSL_TLSv1_3]);
    $server->on('connect', function () { echo "connect\n"; });
    $server->on('receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, $data));
    $server->on('close', function () { echo "close\n"; });
    ready($server);
    $server->start();
});
$pki = new Pki;
$pki->issue('server', 'server.test');
foreach ([SWOOLE_BASE, SWOOLE_PROCESS] as $mode) {
    $run = $echo->start($mode, (string) $pki);
    $half = $run->connect();
    $plain = $run->connect();
    say($plain, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    var_dump(strlen(stream_get_contents($plain)) < 20);
    var_dump(secure_client($run->port(), ['crypto_method' => STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT]));
    $client = secure_client($run->port());
    say($client, 'still here');
    echo hear($client, 10), ' ', stream_get_meta_data($client)['crypto']['protocol'], "\n";
    fclose($client);
    // Not the log's "closed".
    $run->wait("close\n");
    $run->stop();
    echo $run->output(), preg_replace(['/^.*?TLS/m', '/<.*?>/', '/; session.*/'], ['TLS', '<peer>', ''], $run->log());
}
?>
--EXPECT--
bool(true)
bool(false)
still here TLSv1.3
connect
close
TLS handshake with <peer> failed: http request
TLS handshake with <peer> failed: unsupported protocol
bool(true)
bool(false)
still here TLSv1.3
connect
close
TLS handshake with <peer> failed: http request
TLS handshake with <peer> failed: unsupported protocol
