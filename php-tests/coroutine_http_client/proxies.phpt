--TEST--
http_proxy_*: requests go to the proxy, TLS and other clients through a tunnel; socks5_*: with and without a password; refusals have their codes (manual, client)
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Client as TcpClient;
use Swoole\Coroutine\Http\Client;

// Stands for the proxy and for what is behind it.
$http = peer(function (string $request, $connection) {
    if (str_starts_with($request, 'CONNECT refused')) {
        fwrite($connection, ok('', [], '403 Forbidden'));
    } elseif (str_starts_with($request, 'CONNECT')) {
        fwrite($connection, "HTTP/1.1 200 Connection established\r\nProxy-Agent: test\r\n\r\n");
        fwrite($connection, str_replace("\r\n", '|', $request) . fread($connection, 5));
        return false;
    } else {
        fwrite($connection, ok($request));
    }
});

$socks = server(function () {
    $listener = stream_socket_server('tcp://127.0.0.1:0');
    ready((object) ['ports' => [(object) ['port' => (int) explode(':', stream_socket_get_name($listener, false))[1]]]]);
    while ($connection = stream_socket_accept($listener, 60)) {
        [, $methods] = array_values(unpack('C2', fread($connection, 2)));
        $said = '';
        if (str_contains(fread($connection, $methods), "\x02")) {
            fwrite($connection, "\x05\x02");
            $user = fread($connection, unpack('Cversion/Clen', fread($connection, 2))['len']);
            $password = fread($connection, ord(fread($connection, 1)));
            $said = "$user:$password ";
            fwrite($connection, $password === 'good' ? "\x01\x00" : "\x01\x01");
        } else {
            fwrite($connection, "\x05\x00");
        }
        $type = unpack('C4', (string) fread($connection, 4))[4] ?? 0;
        if ($type === 3) {
            $name = fread($connection, ord(fread($connection, 1)));
            $said .= "$name:" . unpack('n', fread($connection, 2))[1];
            fwrite($connection, $name === 'closed.test' ? "\x05\x05\x00\x01\0\0\0\0\0\0" : "\x05\x00\x00\x03\x04name\0\x01");
            if ($request = whole_request($connection)) {
                fwrite($connection, ok("$said\n" . strtok($request, "\r")));
            }
        }
        fclose($connection);
    }
});

[$http, $socks] = [$http->start(), $socks->start()];
[$http_port, $socks_port] = [$http->port(), $socks->port()];
Co::set(['hook_flags' => 0]);
Co\run(function () use ($http_port, $socks_port) {
    $proxy = ['http_proxy_host' => '127.0.0.1', 'http_proxy_port' => $http_port, 'http_proxy_user' => 'user', 'http_proxy_password' => 'pass', 'timeout' => 10];
    $client = new Client('example.test', 80);
    $client->set($proxy);
    var_dump($client->get('/path?x'));
    echo str_replace("\r", '', $client->body);
    $tcp = new TcpClient(SWOOLE_SOCK_TCP);
    $tcp->set($proxy);
    var_dump($tcp->connect('example.test', 7, 5), $tcp->send('hello'));
    for ($text = ''; $more = $tcp->recv(5); $text .= $more);
    echo $text, "\n";
    $client = new Client('refused', 443, true);
    $client->set($proxy);
    var_dump($client->get('/'), $client->statusCode, $client->errCode === SWOOLE_ERROR_HTTP_PROXY_HANDSHAKE_FAILED, $client->errMsg);

    $socks = ['socks5_host' => '127.0.0.1', 'socks5_port' => $socks_port, 'timeout' => 10];
    $client = new Client('name.test', 8080);
    $client->set($socks);
    var_dump($client->get('/'), $client->body);
    $client->close();
    $client->set(['socks5_username' => 'me', 'socks5_password' => 'good']);
    var_dump($client->get('/'), $client->body);
    $client->close();
    $client->set(['socks5_password' => 'bad']);
    var_dump($client->get('/'), $client->statusCode, $client->errCode === SWOOLE_ERROR_SOCKS5_AUTH_FAILED);
    $client = new Client('closed.test', 80);
    $client->set($socks);
    var_dump($client->get('/'), $client->errCode === SWOOLE_ERROR_SOCKS5_CONNECT_FAILED, $client->errMsg);
    $client->set(['socks5_port' => 0]);
    $client->get('/');
});
$http->stop();
$socks->stop();
?>
--EXPECTF--
bool(true)
GET http://example.test/path?x HTTP/1.1
Host: example.test
Proxy-Authorization: Basic dXNlcjpwYXNz
Connection: keep-alive
Accept-Encoding: gzip, deflate, br, zstd

bool(true)
int(5)
CONNECT example.test:7 HTTP/1.1|Host: example.test:7|Proxy-Authorization: Basic dXNlcjpwYXNz||hello
bool(false)
int(-1)
bool(true)
string(63) "Http proxy handshake failed: the proxy answered with status 403"
bool(true)
string(%d) "name.test:8080
GET / HTTP/1.1"
bool(true)
string(%d) "me:good name.test:8080
GET / HTTP/1.1"
bool(false)
int(-1)
bool(true)
bool(false)
bool(true)
string(41) "Socks5 connect failed: connection refused"

Warning: Swoole\Coroutine\Http\Client::get(): option "socks5_host" has no effect: socks5_port must be 1 to 65535, 0 given in %s on line %d
%A
