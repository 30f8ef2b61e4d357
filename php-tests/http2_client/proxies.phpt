--TEST--
Through a proxy (http_proxy_*, socks5_*) and over a unix socket; a proxy that refuses has its code (manual, client)
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
use Swoole\Coroutine\Http2\Client;
$http = server(function (string $path) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE, 'open_http2_protocol' => true]);
    $server->listen($path, 0, SWOOLE_SOCK_UNIX_STREAM)->set(['open_http2_protocol' => true]);
    $server->on('request', fn ($request, $response) => $response->end($request->header['host']));
    ready($server);
    $server->start();
});
// Connects to the port that the client names, whatever the host; says what it was asked for in the answer to CONNECT refused.
$proxy = server(function () {
    $listener = stream_socket_server('tcp://127.0.0.1:0');
    ready((object) ['ports' => [(object) ['port' => (int) explode(':', stream_socket_get_name($listener, false))[1]]]]);
    while ($client = stream_socket_accept($listener, 60)) {
        $first = fread($client, 1);
        if ($first === 'C') {
            for ($head = $first; !str_ends_with($head, "\r\n\r\n"); $head .= fread($client, 1));
            $known = str_contains($head, 'Proxy-Authorization: Basic ' . base64_encode('me:secret'));
            if (!$known || !preg_match('/^CONNECT server\.test:(\d+) /', $head, $found)) {
                fwrite($client, "HTTP/1.1 403 Forbidden\r\n\r\n");
                fclose($client);
                continue;
            }
            fwrite($client, "HTTP/1.1 200 OK\r\n\r\n");
            $port = $found[1];
        } else {
            fread($client, ord(fread($client, 1)));
            fwrite($client, "\x05\x00");
            fread($client, 4);
            fread($client, ord(fread($client, 1)));
            $port = unpack('n', fread($client, 2))[1];
            fwrite($client, "\x05\x00\x00\x01\0\0\0\0\0\0");
        }
        $server = stream_socket_client("tcp://127.0.0.1:$port");
        for ($open = true; $open; ) {
            [$ready, $none] = [[$client, $server], null];
            stream_select($ready, $none, $none, 60);
            foreach ($ready as $from) {
                $data = fread($from, 65536);
                $open = $open && $data !== '' && $data !== false && fwrite($from === $client ? $server : $client, $data);
            }
        }
        fclose($client);
        fclose($server);
    }
});
$path = sys_get_temp_dir() . '/rswoole-http2-' . getmypid() . '.sock';
$run = $http->start($path);
$between = $proxy->start();
[$port, $proxy_port] = [$run->port(), $between->port()];
coroutine(function () use ($port, $proxy_port, $path) {
    $attempt = function (string $host, array $set) use ($port) {
        $client = new Client($host, $port);
        $client->set($set + ['timeout' => 10]);
        if (!$client->connect()) {
            echo $client->errCode, ' ', $client->errMsg, "\n";
            return;
        }
        $client->send(asking('/'));
        echo str_replace((string) $port, 'PORT', $client->recv()->data), "\n";
        $client->close();
    };
    $http = ['http_proxy_host' => '127.0.0.1', 'http_proxy_port' => $proxy_port, 'http_proxy_user' => 'me', 'http_proxy_password' => 'secret'];
    $attempt('server.test', $http);
    $attempt('other.test', $http);
    $attempt('any.test', ['socks5_host' => '127.0.0.1', 'socks5_port' => $proxy_port]);
    $attempt("unix:$path", $http);
});
$run->stop();
$between->stop();
?>
--EXPECT--
server.test:PORT
7103 Http proxy handshake failed: the proxy answered with status 403
any.test:PORT
localhost
