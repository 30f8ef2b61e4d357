--TEST--
SWOOLE_HOOK_SSL and SWOOLE_HOOK_TLS: both ends of a handshake in coroutines of one process
--SKIPIF--
<?php if (!extension_loaded('openssl')) die('skip needs openssl'); ?>
--FILE--
<?php
/* https://wiki.swoole.com/en/#/runtime?id=swoole_hook_ssl. Each side of a handshake needs the other one: without the hook it would never end. */
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
use Swoole\Coroutine;

$pki = new Pki;
$pki->issue('server', 'server.test', 'DNS:server.test');
Coroutine::set(['hook_flags' => SWOOLE_HOOK_TCP | SWOOLE_HOOK_SSL | SWOOLE_HOOK_TLS]);
$of_server = stream_context_create(['ssl' => ['local_cert' => "{$pki}server.pem", 'local_pk' => "{$pki}server.key"]]);
$of_client = stream_context_create(['ssl' => ['cafile' => "{$pki}ca.pem", 'peer_name' => 'server.test']]);

function serve($peer): void
{
    while (($line = fgets($peer)) !== false) {
        $size = (int) $line;
        fwrite($peer, $size ? str_repeat('x', $size) : "heard $line");
    }
    fclose($peer);
}

Coroutine\run(function () use ($of_server, $of_client) {
    foreach (['ssl', 'tls', 'tlsv1.2'] as $scheme) {
        $listener = stream_socket_server("$scheme://127.0.0.1:0", $code, $text, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $of_server);
        go(function () use ($listener) { serve(stream_socket_accept($listener, 10)); });
        $client = stream_socket_client("$scheme://" . stream_socket_get_name($listener, false), $code, $text, 10, STREAM_CLIENT_CONNECT, $of_client);
        fwrite($client, "hello\n");
        echo $scheme, ' ', stream_get_meta_data($client)['crypto']['protocol'] ?? '?', ' ', fgets($client);
        $size = 4 << 20;
        fwrite($client, "$size\n");
        $data = '';
        while (strlen($data) < $size) {
            $data .= fread($client, 1 << 16);
        }
        var_dump($data === str_repeat('x', $size), stream_get_meta_data($client)["eof"]);
        fclose($client);
    }

    // STARTTLS: plain text first.
    $listener = stream_socket_server('tcp://127.0.0.1:0', $code, $text, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $of_server);
    go(function () use ($listener) {
        $peer = stream_socket_accept($listener, 10);
        fwrite($peer, 'plain ' . fgets($peer));
        var_dump(stream_socket_enable_crypto($peer, true, STREAM_CRYPTO_METHOD_TLS_SERVER));
        serve($peer);
    });
    $client = stream_socket_client('tcp://' . stream_socket_get_name($listener, false), $code, $text, 10, STREAM_CLIENT_CONNECT, $of_client);
    fwrite($client, "starttls\n");
    echo fgets($client);
    var_dump(stream_socket_enable_crypto($client, true, STREAM_CRYPTO_METHOD_TLS_CLIENT));
    fwrite($client, "secret\n");
    echo fgets($client);
    stream_set_timeout($client, 0, 2000);
    var_dump(fgets($client), stream_get_meta_data($client)['timed_out']);
    fclose($client);

    // Who is not whom the client wanted.
    $listener = stream_socket_server('ssl://127.0.0.1:0', $code, $text, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $of_server);
    go(function () use ($listener) { @stream_socket_accept($listener, 10); });
    $wrong = stream_context_create(['ssl' => ['cafile' => stream_context_get_options($of_client)['ssl']['cafile'], 'peer_name' => 'other.test']]);
    var_dump(@stream_socket_client('ssl://' . stream_socket_get_name($listener, false), $code, $text, 10, STREAM_CLIENT_CONNECT, $wrong));
    echo preg_replace('/:\d+ .*/s', '', error_get_last()['message']), "\n";

    // Who says nothing.
    $silent = stream_socket_server('tcp://127.0.0.1:0');
    var_dump(@stream_socket_client('ssl://' . stream_socket_get_name($silent, false), $code, $text, 0.05, STREAM_CLIENT_CONNECT, $of_client));
});
?>
--EXPECT--
ssl TLSv1.3 heard hello
bool(true)
bool(false)
tls TLSv1.3 heard hello
bool(true)
bool(false)
tlsv1.2 TLSv1.2 heard hello
bool(true)
bool(false)
plain starttls
bool(true)
bool(true)
heard secret
bool(false)
bool(true)
bool(false)
stream_socket_client(): Unable to connect to ssl://127.0.0.1
bool(false)
