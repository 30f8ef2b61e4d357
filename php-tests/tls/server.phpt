--TEST--
Manual, server: SWOOLE_SOCK_TCP | SWOOLE_SSL encrypts a port; onConnect follows the handshake; framing, large answers, files and close as without TLS, in both modes
--SKIPIF--
<?php foreach (['openssl', 'posix'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
$echo = server(function (int $mode, string $pki) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_TCP | SWOOLE_SSL);
    $plain = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $plain->set(['open_eof_split' => true, 'package_eof' => "\n"]);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_WARNING, 'open_eof_split' => true, 'package_eof' => "\n",
        'ssl_cert_file' => $pki . 'server.pem', 'ssl_key_file' => $pki . 'server.key']);
    $server->on('connect', fn ($server, $fd) => $server->send($fd, "hello\n"));
    $server->on('receive', function ($server, $fd, $reactor, $data) use ($pki) {
        match (trim($data)) {
            'big' => $server->send($fd, str_repeat('0123456789abcdef', 65536)),
            'file' => $server->sendfile($fd, $pki . 'ca.pem'),
            'close' => $server->close($fd),
            'types' => $server->send($fd, json_encode([$server->ssl, $server->type, $server->ports[0]->ssl, $server->ports[1]->ssl])),
            default => $server->send($fd, strtoupper($data)),
        };
    });
    ready($server);
    $server->start();
});
$pki = new Pki;
$pki->issue('server', 'server.test');
foreach ([SWOOLE_BASE, SWOOLE_PROCESS] as $mode) {
    $run = $echo->start($mode, (string) $pki);
    $client = secure_client($run->port());
    echo peer_name($client), ' ', hear($client, 6);
    say($client, "one\ntwo\nthr");
    say($client, "ee\n");
    echo str_replace("\n", ' ', hear($client, 14)), "\n";
    say($client, "big\n");
    var_dump(hear($client, 1 << 20) === str_repeat('0123456789abcdef', 65536));
    say($client, "file\n");
    $file = file_get_contents($pki . 'ca.pem');
    var_dump(hear($client, strlen($file)) === $file);
    say($client, "types\n");
    echo hear($client, 19), "\n";
    $plain = $run->connect(1);
    echo hear($plain, 6);
    say($client, "close\n");
    var_dump(fread($client, 10), feof($client));
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
server.test hello
ONE TWO THREE 
bool(true)
bool(true)
[true,1,true,false]
hello
string(0) ""
bool(true)
server.test hello
ONE TWO THREE 
bool(true)
bool(true)
[true,1,true,false]
hello
string(0) ""
bool(true)
