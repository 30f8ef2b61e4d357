--TEST--
Manual, Coroutine\Http\Server::__construct: with reuse_port several servers share a port; without it the port is taken; port 0 is a free one; addresses of IPv6 and unix sockets
--FILE--
<?php
use Swoole\Coroutine\Http\{Client, Server};

Co::set(['hook_flags' => 0]);
Co\run(function () {
    $one = new Server('127.0.0.1', 0, false, true);
    $other = new Server('127.0.0.1', $one->port, false, true);
    var_dump($one->port > 0, $one->port === $other->port, $one->fd !== $other->fd);
    try {
        new Server('127.0.0.1', $one->port);
    } catch (Swoole\Exception $e) {
        echo str_replace((string) $one->port, 'PORT', $e->getMessage()), ' ', $e->getCode() === SOCKET_EADDRINUSE ? 'EADDRINUSE' : $e->getCode(), "\n";
    }
    $seen = [];
    foreach (['one' => $one, 'other' => $other] as $name => $server) {
        $server->handle('/', fn ($request, $response) => $response->end($name));
        go(fn () => $server->start());
    }
    // The kernel chooses by a hash of the addresses: of so many connections both get some.
    for ($i = 0; $i < 1000 && count($seen) < 2; $i++) {
        $client = new Client('127.0.0.1', $one->port);
        $client->get('/');
        $seen[$client->body] = true;
        $client->close();
    }
    ksort($seen);
    echo implode(' ', array_keys($seen)), "\n";
    $one->shutdown();
    $other->shutdown();
    $six = new Server('::1', 0);
    $path = '/tmp/rswoole-' . getmypid() . '.sock';
    // As the manual writes it.
    $unix = new Server('unix:/' . $path);
    foreach ([[$six, '::1', $six->port], [$unix, "unix:/$path", 0]] as [$server, $host, $port]) {
        $server->handle('/', fn ($request, $response) => $response->end($request->server['remote_addr']));
        go(fn () => $server->start());
        $client = new Client($host, $port);
        $client->get('/');
        var_dump($client->body);
        $server->shutdown();
    }
    unlink($path);
});
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bind(127.0.0.1:PORT) failed EADDRINUSE
one other
string(3) "::1"
string(0) ""
