--TEST--
Manual, Coroutine\Http\Server::__construct, $ssl: requests and WebSocket over TLS; client certificates, names, versions; who speaks without TLS, or TLS to a plain server, harms nobody
--SKIPIF--
<?php foreach (['openssl', 'posix'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/pki.php';
$server = server(function (array $set, bool $ssl = true) {
    Co::set(['hook_flags' => 0]);
    Co\run(function () use ($set, $ssl) {
        $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0, $ssl);
        $server->set($set);
        $server->handle('/', fn ($request, $response) => $response->end($request->server['request_uri'] . ' ' . strlen($request->rawContent())));
        $server->handle('/big', fn ($request, $response) => $response->end(str_repeat('0123456789abcdef', 100000)));
        $server->handle('/file', fn ($request, $response) => $response->sendfile($set['ssl_cert_file']));
        $server->handle('/ws', function ($request, $ws) {
            $ws->upgrade();
            while ($frame = $ws->recv()) {
                $ws->push("you said $frame->data");
            }
        });
        ready((object) ['ports' => [$server]]);
        var_dump($server->start());
        echo preg_replace('~\[/.*/~', '[', $server->errMsg), "\n";
    });
});
$pki = new Pki;
$pki->issue('server', 'server.test');
$pki->issue('named', 'named.test');
$pki->issue('alice', 'alice');
$pki->issue('late', 'late', '', false, null, 0);
$pki->issue('mallory', 'mallory', '', true);
$good = ['ssl_cert_file' => $pki . 'server.pem', 'ssl_key_file' => $pki . 'server.key'];
$ask = function (Run $run, string $line, array $options = [], string $body = '') {
    $client = secure_client($run->port(), $options);
    if (!$client || !say($client, request($line, [], $body))) {
        return 'refused';
    }
    $answer = @answer($client);
    return $answer->status ? "$answer->status " . (strlen($answer->body) > 100 ? md5($answer->body) : $answer->body) . ' ' . peer_name($client) : 'refused';
};

echo "requests\n";
$run = $server->start($good + ['ssl_sni_certs' => ['named.test' => ['ssl_cert_file' => $pki . 'named.pem', 'ssl_key_file' => $pki . 'named.key']]]);
echo $ask($run, 'GET /a'), "\n", $ask($run, 'GET /a', ['peer_name' => 'named.test']), "\n", $ask($run, 'POST /b', [], str_repeat('x', 300000)), "\n";
var_dump($ask($run, 'GET /big') === '200 ' . md5(str_repeat('0123456789abcdef', 100000)) . ' server.test');
var_dump($ask($run, 'GET /file') === '200 ' . md5_file($pki . 'server.pem') . ' server.test');
$idle = secure_client($run->port());
$half = $run->connect();
$plain = $run->connect();
say($plain, request('GET /'));
var_dump(strlen(stream_get_contents($plain)) < 20, $ask($run, 'GET /still'));
Co\run(function () use ($run) {
    $client = new Swoole\Coroutine\Http\Client('127.0.0.1', $run->port(), true);
    var_dump($client->upgrade('/ws'), $client->push('hello'), $client->recv(10)->data);
});
say($idle, request('GET /after'));
echo answer($idle)->body, "\n";
$run->stop();

echo "client certificates\n";
$run = $server->start($good + ['ssl_verify_peer' => true, 'ssl_client_cert_file' => $pki . 'ca.pem', 'ssl_protocols' => SWOOLE_SSL_TLSv1_2]);
foreach (['alice', 'late', 'mallory'] as $name) {
    echo "$name: ", $ask($run, 'GET /', ['local_cert' => "$pki$name.pem", 'local_pk' => "$pki$name.key"]), "\n";
}
echo 'nobody: ', $ask($run, 'GET /'), "\n";
echo 'another version: ', $ask($run, 'GET /', ['local_cert' => $pki . 'alice.pem', 'local_pk' => $pki . 'alice.key', 'crypto_method' => STREAM_CRYPTO_METHOD_TLSv1_3_CLIENT]), "\n";
$run->stop();

echo "TLS to a server without it\n";
$run = $server->start($good, false);
echo $ask($run, 'GET /'), "\n", fetch($run, 'GET /plain')->body, "\n";
$run->stop();

echo "what it can not start with\n";
foreach ([[], ['ssl_cert_file' => $pki . 'server.pem'], ['ssl_cert_file' => $pki . 'none.pem'] + $good, ['ssl_key_file' => $pki . 'alice.key'] + $good, ['ssl_ciphers' => 'NOSUCH'] + $good,
    ['ssl_sni_certs' => ['a' => ['ssl_cert_file' => $pki . 'none.pem']]] + $good] as $set) {
    $run = $server->start($set + ['http_compression' => false]);
    $run->wait_end();
    echo preg_replace(['/^.*Warning: /m', '~\[/[^\]]*/~', '/ in [^ ]* on line \d+/', '/^\s*\n/m'], ['', '[', '', ''], $run->output());
}
?>
--EXPECT--
requests
200 /a 0 server.test
200 /a 0 named.test
200 /b 300000 server.test
bool(true)
bool(true)
bool(true)
string(24) "200 /still 0 server.test"
bool(true)
bool(true)
string(14) "you said hello"
/after 0
client certificates
alice: 200 / 0 server.test
late: refused
mallory: refused
nobody: refused
another version: refused
TLS to a server without it
refused
/plain 0
what it can not start with
Swoole\Coroutine\Http\Server::start(): the server can not start: require `ssl_cert_file` and `ssl_key_file` options: [ssl_cert_file] is not set
bool(false)
require `ssl_cert_file` and `ssl_key_file` options: [ssl_cert_file] is not set
Swoole\Coroutine\Http\Server::start(): the server can not start: require `ssl_cert_file` and `ssl_key_file` options: [ssl_key_file] is not set
bool(false)
require `ssl_cert_file` and `ssl_key_file` options: [ssl_key_file] is not set
Swoole\Coroutine\Http\Server::start(): the server can not start: ssl cert file[none.pem] not found
bool(false)
ssl cert file[none.pem] not found
Swoole\Coroutine\Http\Server::start(): the server can not start: ssl_key_file[alice.key] can not be used: key values mismatch
bool(false)
ssl_key_file[alice.key] can not be used: key values mismatch
Swoole\Coroutine\Http\Server::start(): the server can not start: ssl_ciphers[NOSUCH] can not be used: no cipher match
bool(false)
ssl_ciphers[NOSUCH] can not be used: no cipher match
Swoole\Coroutine\Http\Server::start(): the server can not start: ssl cert file[none.pem] not found
bool(false)
ssl cert file[none.pem] not found
