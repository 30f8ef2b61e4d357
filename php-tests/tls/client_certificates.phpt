--TEST--
Manual, server: ssl_client_cert_file and ssl_verify_peer refuse clients that nobody vouches for; getClientInfo()['ssl_client_cert']; no event of refused ones
--SKIPIF--
<?php foreach (['openssl', 'posix'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
$echo = server(function (int $mode, string $pki) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_TCP | SWOOLE_SSL);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_ERROR, 'ssl_cert_file' => $pki . 'server.pem', 'ssl_key_file' => $pki . 'server.key',
        'ssl_verify_peer' => true, 'ssl_client_cert_file' => $pki . 'ca.pem']);
    $server->on('connect', function ($server, $fd) { echo "connect\n"; });
    $server->on('receive', function ($server, $fd) {
        $info = $server->getClientInfo($fd);
        $server->send($fd, array_key_first($info) . ' ' . openssl_x509_parse($info['ssl_client_cert'])['subject']['CN'] . "\n");
    });
    $server->on('close', function ($server, $fd) { echo "close\n"; });
    ready($server);
    $server->start();
});
$pki = new Pki;
$pki->issue('server', 'server.test');
$pki->issue('alice', 'alice');
$pki->issue('mallory', 'mallory', '', true);
foreach ([SWOOLE_BASE, SWOOLE_PROCESS] as $mode) {
    $run = $echo->start($mode, (string) $pki);
    foreach (['alice' => true, 'mallory' => false, '' => false] as $name => $welcome) {
        $client = secure_client($run->port(), $name === '' ? [] : ['local_cert' => "$pki$name.pem", 'local_pk' => "$pki$name.key"]);
        // With TLS 1.3 a client learns that it is refused when it reads.
        $client && @fwrite($client, 'who am I');
        $answer = $client ? @fgets($client) : false;
        echo $name ?: 'nobody', ': ', $answer ?: "refused\n";
        $client && fclose($client);
    }
    $run->wait("close\n");
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
alice: ssl_client_cert alice
mallory: refused
nobody: refused
connect
close
alice: ssl_client_cert alice
mallory: refused
nobody: refused
connect
close
