--TEST--
Manual, client: enableSSL() and Coroutine\Socket::sslHandshake() go over to TLS on an open connection; sockets from accept() are the server's side
--SKIPIF--
<?php foreach (['openssl', 'pcntl', 'posix'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
$pki = new Pki;
$pki->issue('server', 'server.test');
$port = foreign_echo(['local_cert' => $pki . 'server.pem', 'local_pk' => $pki . 'server.key'], "220 ready\n");
$client = new Swoole\Client(SWOOLE_SOCK_TCP);
$client->connect('127.0.0.1', $port, 10);
echo $client->recv();
$client->send("STARTTLS\n");
var_dump($client->enableSSL(), $client->send('one'), $client->recv());
Co\run(function () use ($port, $pki) {
    $client = new Swoole\Coroutine\Client(SWOOLE_SOCK_TCP);
    $client->connect('127.0.0.1', $port, 10);
    echo $client->recv();
    $client->send("STARTTLS\n");
    var_dump($client->enableSSL(), $client->send('two'), $client->recv(10));

    $listener = new Swoole\Coroutine\Socket(AF_INET, SOCK_STREAM);
    $listener->bind('127.0.0.1');
    $listener->listen();
    $listener->setProtocol(['open_ssl' => true, 'ssl_cert_file' => $pki . 'server.pem', 'ssl_key_file' => $pki . 'server.key']);
    go(function () use ($listener) {
        $server = $listener->accept(10);
        var_dump($server->sslHandshake());
        while ($line = $server->recvLine(100, 10)) {
            $server->sendAll(strtoupper($line));
        }
        $server->close();
    });
    $socket = new Swoole\Coroutine\Socket(AF_INET, SOCK_STREAM);
    $socket->setProtocol(['open_ssl' => true, 'open_eof_split' => true, 'package_eof' => "\n"]);
    var_dump($socket->connect('127.0.0.1', $listener->getsockname()['port'], 10));
    var_dump($socket->sendAll("first\nsecond\n"), $socket->recvPacket(10), $socket->recvPacket(10));
    $socket->close();
});
?>
--EXPECT--
220 ready
bool(true)
int(3)
string(3) "one"
220 ready
bool(true)
int(3)
string(3) "two"
bool(true)
bool(true)
int(13)
string(6) "FIRST
"
string(7) "SECOND
"
