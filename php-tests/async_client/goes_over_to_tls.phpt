--TEST--
Swoole\Async\Client: with SWOOLE_SSL connect comes after the handshake; enableSSL($callback) goes over on an open connection (manual, client_async)
--SKIPIF--
<?php foreach (['openssl', 'pcntl', 'posix'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';

use Swoole\Async\Client;
use Swoole\Event;

$echo = server(function (string $pki) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE, SWOOLE_SOCK_TCP | SWOOLE_SSL);
    $server->set(['worker_num' => 1, 'ssl_cert_file' => $pki . 'server.pem', 'ssl_key_file' => $pki . 'server.key']);
    $server->on('receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, $data));
    ready($server);
    $server->start();
});
$pki = new Pki;
$pki->issue('server', 'server.test');
$run = $echo->start((string) $pki);
Co::set(['log_level' => SWOOLE_LOG_NONE]);
$run->connect();

function client(int $type, callable $connect, callable $receive): Client
{
    $client = new Client($type);
    $client->on('connect', $connect);
    $client->on('receive', $receive);
    $client->on('error', fn (Client $client) => print "error $client->errCode\n");
    $client->on('close', fn () => print "closed\n");
    return $client;
}

$client = client(SWOOLE_SOCK_TCP | SWOOLE_SSL, function (Client $client) {
    echo strlen($client->getPeerCert()) > 0 ? "secure\n" : "plain\n";
    $client->send('hello');
}, function (Client $client, string $data) {
    echo $data, "\n";
    $client->close();
});
$client->connect('127.0.0.1', $run->port(), 10);
Event::wait();

$client = client(SWOOLE_SOCK_TCP | SWOOLE_SSL, fn () => print "connected\n", fn () => 1);
$client->set(['ssl_verify_peer' => true]);
$client->connect('127.0.0.1', $run->port(), 10);
Event::wait();
$run->stop();

$port = foreign_echo(['local_cert' => $pki . 'server.pem', 'local_pk' => $pki . 'server.key'], "220 ready\n");
$client = client(SWOOLE_SOCK_TCP, fn () => print "connected\n", function (Client $client, string $data) {
    echo trim($data), "\n";
    if ($data === 'two') {
        return $client->close();
    }
    $client->send("STARTTLS\n");
    $client->enableSSL(function (Client $client) {
        echo "ready\n";
        $client->send('two');
    });
});
$client->connect('127.0.0.1', $port, 10);
Event::wait();
?>
--EXPECTF--
secure
hello
closed
error %d
connected
220 ready
ready
two
closed
