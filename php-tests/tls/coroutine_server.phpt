--TEST--
Manual, Coroutine\Server: the third argument of the constructor, with ssl_cert_file and ssl_key_file, encrypts; a client that fails the handshake harms nobody
--SKIPIF--
<?php foreach (['openssl'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
$pki = new Pki;
$pki->issue('server', 'server.test');
Co\run(function () use ($pki) {
    $server = new Swoole\Coroutine\Server('127.0.0.1', 0, true);
    $server->set(['ssl_cert_file' => $pki . 'server.pem', 'ssl_key_file' => $pki . 'server.key']);
    $server->handle(function (Swoole\Coroutine\Server\Connection $connection) {
        while ($data = $connection->recv(10)) {
            $connection->send(strtoupper($data));
        }
        $connection->close();
    });
    go(fn () => $server->start());
    $plain = new Swoole\Coroutine\Client(SWOOLE_SOCK_TCP);
    $plain->connect('127.0.0.1', $server->port, 10);
    $plain->send("GET / HTTP/1.0\r\n\r\n");
    $plain->recv(10);
    $client = new Swoole\Coroutine\Client(SWOOLE_SOCK_TCP | SWOOLE_SSL);
    var_dump($client->connect('127.0.0.1', $server->port, 10), $client->send('hello'), $client->recv(10));
    $client->close();
    $server->shutdown();
});
?>
--EXPECTF--
%Abool(true)
int(5)
string(5) "HELLO"
