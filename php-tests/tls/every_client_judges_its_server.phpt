--TEST--
Manual: ssl_verify_peer, ssl_cafile, ssl_host_name, ssl_allow_self_signed, client certificates, expired ones, peers without TLS: the same for Client, Coroutine\Client, Coroutine\Socket and Coroutine\Http\Client
--SKIPIF--
<?php foreach (['openssl', 'pcntl', 'posix'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
// client, coroutine_client/client, coroutine_client/http_client, coroutine_client/socket: the ssl_* options
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
// What is refused is told in the log, too.
Co::set(['hook_flags' => 0, 'log_level' => SWOOLE_LOG_NONE]);
$pki = new Pki;
$pki->issue('server', 'server.test', 'DNS:server.test,DNS:*.wild.test,IP:127.0.0.1');
$pki->issue('alone', 'alone.test', '', true);
$pki->issue('expired', 'server.test', 'DNS:server.test', false, null, 0);
$pki->issue('alone_expired', 'server.test', 'DNS:server.test', true, null, 0);
$pki->issue('alice', 'alice');
$pki->issue('late', 'late', '', false, null, 0);
$serve = function ($client) {
    if (@stream_socket_enable_crypto($client, true, STREAM_CRYPTO_METHOD_TLS_SERVER)) {
        $shown = stream_context_get_options($client)['ssl']['peer_certificate'] ?? null;
        $text = 'hello ' . ($shown ? openssl_x509_parse($shown)['subject']['CN'] : 'stranger');
        while (($line = @fgets($client)) !== "\r\n" && $line !== false);
        @fwrite($client, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " . strlen($text) . "\r\n\r\n$text");
    }
};
$secure = fn (string $name, array $more = []) => foreign_server($more + ['local_cert' => "$pki$name.pem", 'local_pk' => "$pki$name.key"], $serve);
$servers = [
    'server' => $secure('server'), 'alone' => $secure('alone'), 'expired' => $secure('expired'), 'alone_expired' => $secure('alone_expired'),
    'picky' => $secure('server', ['verify_peer' => true, 'verify_peer_name' => false, 'cafile' => $pki . 'ca.pem', 'capture_peer_cert' => true]),
    'plain' => foreign_server([], fn ($client) => fwrite($client, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello plain")),
    'silent' => foreign_server([], fn ($client) => fread($client, 10000) . fread($client, 1)),
];
$verify = ['ssl_verify_peer' => true, 'ssl_cafile' => $pki . 'ca.pem'];
$cases = [
    'no verification' => ['alone', []],
    'an expired one that nobody looks at' => ['expired', []],
    'an authority that is known' => ['server', $verify],
    'the right name' => ['server', $verify + ['ssl_host_name' => 'server.test']],
    'a name of the wildcard' => ['server', $verify + ['ssl_host_name' => 'a.wild.test']],
    'an address' => ['server', $verify + ['ssl_host_name' => '127.0.0.1']],
    'another name' => ['server', $verify + ['ssl_host_name' => 'other.test']],
    'two labels for a star' => ['server', $verify + ['ssl_host_name' => 'b.a.wild.test']],
    'another address' => ['server', $verify + ['ssl_host_name' => '127.0.0.2']],
    'another name that nobody looks at' => ['server', ['ssl_host_name' => 'other.test']],
    'an unknown authority' => ['server', ['ssl_verify_peer' => true]],
    'self-signed' => ['alone', ['ssl_verify_peer' => true]],
    'self-signed, allowed' => ['alone', ['ssl_verify_peer' => true, 'ssl_allow_self_signed' => true]],
    'an unknown authority, though self-signed ones are allowed' => ['server', ['ssl_verify_peer' => true, 'ssl_allow_self_signed' => true]],
    'expired' => ['expired', $verify],
    'self-signed, allowed and expired' => ['alone_expired', ['ssl_verify_peer' => true, 'ssl_allow_self_signed' => true]],
    'a file of authorities that is not there' => ['server', ['ssl_verify_peer' => true, 'ssl_cafile' => $pki . 'none.pem']],
    'a certificate that the server wants' => ['picky', ['ssl_cert_file' => $pki . 'alice.pem', 'ssl_key_file' => $pki . 'alice.key']],
    'a certificate with another key' => ['picky', ['ssl_cert_file' => $pki . 'alice.pem', 'ssl_key_file' => $pki . 'late.key']],
    'no certificate for a server that wants one' => ['picky', []],
    'an expired one for a server that wants one' => ['picky', ['ssl_cert_file' => $pki . 'late.pem', 'ssl_key_file' => $pki . 'late.key']],
    'a server without TLS' => ['plain', []],
    'a server that says nothing' => ['silent', ['timeout' => 0.3]],
];
$try = function ($client, int $port, array $options) {
    $client->set($options + ['timeout' => 10]);
    if (!@$client->connect('127.0.0.1', $port, $options['timeout'] ?? 10)) {
        return "refused $client->errCode";
    }
    // With TLS 1.3 a client learns that it is refused when it reads.
    @$client->send("GET / HTTP/1.0\r\n\r\n");
    for ($all = ''; ($more = @$client->recv()) !== '' && $more !== false; $all .= $more);
    return strstr($all, 'hello') ?: 'refused later';
};
$kinds = [
    'Client' => fn (...$arguments) => $try(new Swoole\Client(SWOOLE_SOCK_TCP | SWOOLE_SSL), ...$arguments),
    'Coroutine\Client' => fn (...$arguments) => $try(new Swoole\Coroutine\Client(SWOOLE_SOCK_TCP | SWOOLE_SSL), ...$arguments),
    'Coroutine\Socket' => function (int $port, array $options) {
        $socket = new Swoole\Coroutine\Socket(AF_INET, SOCK_STREAM);
        $socket->setProtocol(['open_ssl' => true] + $options);
        if (!@$socket->connect('127.0.0.1', $port, $options['timeout'] ?? 10)) {
            return "refused $socket->errCode";
        }
        @$socket->sendAll("GET / HTTP/1.0\r\n\r\n");
        for ($all = ''; ($more = @$socket->recv(65536, 10)) !== '' && $more !== false; $all .= $more);
        return strstr($all, 'hello') ?: 'refused later';
    },
    'Coroutine\Http\Client' => function (int $port, array $options) {
        $client = new Swoole\Coroutine\Http\Client('127.0.0.1', $port, true);
        $client->set($options + ['timeout' => 10]);
        @$client->get('/');
        return $client->body ?: ($client->statusCode === -1 ? "refused $client->errCode" : 'refused later');
    },
];
foreach ($cases as $case => [$server, $options]) {
    $said = [];
    foreach ($kinds as $kind => $ask) {
        Co\run(function () use (&$said, $ask, $kind, $servers, $server, $options) {
            $said[$kind] = $ask($servers[$server], $options);
        });
    }
    echo "$case: ", count(array_unique($said)) === 1 ? $said['Client'] : json_encode($said), "\n";
}
?>
--EXPECT--
no verification: hello stranger
an expired one that nobody looks at: hello stranger
an authority that is known: hello stranger
the right name: hello stranger
a name of the wildcard: hello stranger
an address: hello stranger
another name: refused 1014
two labels for a star: refused 1014
another address: refused 1014
another name that nobody looks at: hello stranger
an unknown authority: refused 1014
self-signed: refused 1014
self-signed, allowed: hello stranger
an unknown authority, though self-signed ones are allowed: refused 1014
expired: refused 1014
self-signed, allowed and expired: hello stranger
a file of authorities that is not there: refused 1018
a certificate that the server wants: hello alice
a certificate with another key: refused 1018
no certificate for a server that wants one: refused later
an expired one for a server that wants one: refused later
a server without TLS: refused 1018
a server that says nothing: refused 110
