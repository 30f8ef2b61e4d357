--TEST--
Manual, client: SWOOLE_SSL encrypts; ssl_verify_peer, ssl_allow_self_signed, ssl_cafile, ssl_host_name judge the server; getPeerCert, verifyPeerCert
--SKIPIF--
<?php foreach (['openssl', 'pcntl', 'posix'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
// What is refused is told in the log, too.
Co::set(['hook_flags' => 0, 'log_level' => SWOOLE_LOG_NONE]);
$pki = new Pki;
$pki->issue('server', 'server.test', 'DNS:server.test,IP:127.0.0.1');
$pki->issue('alone', 'alone.test', '', true);
$trusted = foreign_echo(['local_cert' => $pki . 'server.pem', 'local_pk' => $pki . 'server.key']);
$alone = foreign_echo(['local_cert' => $pki . 'alone.pem', 'local_pk' => $pki . 'alone.key']);
$cases = [
    'no verification' => [$alone, []],
    'an authority that is known' => [$trusted, ['ssl_verify_peer' => true, 'ssl_cafile' => $pki . 'ca.pem']],
    'the right name' => [$trusted, ['ssl_verify_peer' => true, 'ssl_cafile' => $pki . 'ca.pem', 'ssl_host_name' => 'server.test']],
    'another name' => [$trusted, ['ssl_verify_peer' => true, 'ssl_cafile' => $pki . 'ca.pem', 'ssl_host_name' => 'other.test']],
    'an unknown authority' => [$trusted, ['ssl_verify_peer' => true]],
    'self-signed' => [$alone, ['ssl_verify_peer' => true]],
    'self-signed, allowed' => [$alone, ['ssl_verify_peer' => true, 'ssl_allow_self_signed' => true]],
];
$big = str_repeat(random_bytes(1024), 1024);
$try = function ($client, int $port, array $options) use ($big) {
    $client->set($options + ['timeout' => 10]);
    if (!@$client->connect('127.0.0.1', $port, 10)) {
        return "refused $client->errCode " . swoole_strerror($client->errCode, 9);
    }
    $sent = $client->send($big);
    for ($got = ''; strlen($got) < strlen($big); $got .= $more) {
        if (!($more = $client->recv())) {
            break;
        }
    }
    $name = openssl_x509_parse($client->getPeerCert())['subject']['CN'];
    return ($sent === strlen($big) && $got === $big ? 'echoed, ' : 'broken, ') . "$name, " . var_export($client->verifyPeerCert(), true);
};
foreach ($cases as $case => [$port, $options]) {
    $blocking = $try(new Swoole\Client(SWOOLE_SOCK_TCP | SWOOLE_SSL), $port, $options);
    Co\run(function () use ($try, $port, $options, &$coroutine) {
        $coroutine = $try(new Swoole\Coroutine\Client(SWOOLE_SOCK_TCP | SWOOLE_SSL), $port, $options);
    });
    echo "$case: ", $blocking === $coroutine ? $blocking : "$blocking | $coroutine", "\n";
}
?>
--EXPECT--
no verification: echoed, alone.test, false
an authority that is known: echoed, server.test, true
the right name: echoed, server.test, true
another name: refused 1014 SSL verify failed
an unknown authority: refused 1014 SSL verify failed
self-signed: refused 1014 SSL verify failed
self-signed, allowed: echoed, alone.test, false
