--TEST--
Manual, Http\Response::create: on a Coroutine\Socket, alone or with its request; a response that nobody ends is a 500; the socket stays open
--FILE--
<?php
// http_server, create(): "Swoole\Server or Swoole\Coroutine\Socket object, an array …". The cases of the first list are as
// measured on Swoole 6.2.2, but for the type of the file.
use Swoole\Coroutine\Socket;
use Swoole\Http\{Request, Response};

Co::set(['hook_flags' => 0]);
function serve(Socket $socket): void
{
    $request = Request::create([]);
    while (!$request->isCompleted()) {
        $request->parse($socket->recv(8192, 10));
    }
    $path = $request->server['request_uri'];
    $response = Response::create(str_starts_with($path, '/pair') ? [$socket, $request] : $socket);
    var_dump($response->fd === $socket->fd, $response->socket === $socket, $response->isWritable());
    switch (basename($path)) {
        case 'write':
            var_dump($response->write('a'), $response->write('b'), $response->end());
            break;
        case 'file':
            var_dump($response->sendfile(__FILE__, 0, 5));
            break;
        case 'ws':
            var_dump($upgraded = @$response->upgrade());
            while ($upgraded && $frame = $response->recv(10)) {
                $response->push("you said $frame->data");
            }
            break;
        case 'none':
            break;
        case 'close':
            var_dump($response->close());
            break;
        default:
            $response->header('X-A', 'b');
            $response->status(201);
            var_dump($response->end("hello $path"), $response->isWritable(), $response->end('again'));
    }
    unset($response);
    if (basename($path) !== 'close') {
        // Open all the same: a second request could follow.
        var_dump($socket->sendAll("more\n") !== false);
    }
    $socket->close();
}
Co\run(function () {
    $listener = new Socket(AF_INET, SOCK_STREAM);
    $listener->bind('127.0.0.1');
    $listener->listen();
    $port = $listener->getsockname()['port'];
    go(function () use ($listener) {
        while ($socket = $listener->accept(-1)) {
            go('serve', $socket);
        }
    });
    $get = function (string $path) use ($port) {
        echo "== $path\n";
        $socket = new Socket(AF_INET, SOCK_STREAM);
        $socket->connect('127.0.0.1', $port);
        $socket->sendAll((str_ends_with($path, 'head') ? 'HEAD' : 'GET') . " $path HTTP/" . (str_ends_with($path, 'old') ? '1.0' : '1.1') . "\r\nHost: x\r\n"
            . (str_ends_with($path, 'ws') ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" : '') . "\r\n");
        if ($path === '/pair/ws') {
            $head = '';
            while (!str_ends_with($head, "\r\n\r\n")) {
                $head .= $socket->recv(1, 10);
            }
            $socket->sendAll("\x81\x82\0\0\0\0hi\x88\x80\0\0\0\0");
            echo strtok($head, "\r"), "\n";
        }
        for ($all = ''; ($more = $socket->recv(8192, 10)) !== '' && $more !== false; $all .= $more);
        echo preg_replace(['/\r|Date.*\n/', '/[^\x20-\x7e\n]/'], ['', '.'], $all), "\n";
        $socket->close();
    };
    array_map($get, ['/', '/pair', '/write', '/file', '/none', '/close']);
    array_map($get, ['/pair/head', '/pair/old', '/ws', '/pair/ws']);
    var_dump(@Response::create(new stdClass), @Response::create([$listener, new stdClass]));
    $listener->cancel();
    $listener->close();
});
?>
--EXPECT--
== /
bool(true)
bool(true)
bool(true)
bool(true)
bool(false)
bool(false)
bool(true)
HTTP/1.1 201 Created
X-A: b
Server: swoole-http-server
Connection: keep-alive
Content-Type: text/html
Content-Length: 7

hello /more

== /pair
bool(true)
bool(true)
bool(true)
bool(true)
bool(false)
bool(false)
bool(true)
HTTP/1.1 201 Created
X-A: b
Server: swoole-http-server
Connection: keep-alive
Content-Type: text/html
Content-Length: 11

hello /pairmore

== /write
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
HTTP/1.1 200 OK
Server: swoole-http-server
Connection: keep-alive
Content-Type: text/html
Transfer-Encoding: chunked

1
a
1
b
0

more

== /file
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
HTTP/1.1 200 OK
Server: swoole-http-server
Connection: keep-alive
Content-Type: text/x-php
Content-Length: 5

<?phpmore

== /none
bool(true)
bool(true)
bool(true)
bool(true)
HTTP/1.1 500 Internal Server Error
Server: swoole-http-server
Connection: keep-alive
Content-Type: text/html
Content-Length: 0

more

== /close
bool(true)
bool(true)
bool(true)
bool(true)

== /pair/head
bool(true)
bool(true)
bool(true)
bool(true)
bool(false)
bool(false)
bool(true)
HTTP/1.1 201 Created
X-A: b
Server: swoole-http-server
Connection: keep-alive
Content-Type: text/html
Content-Length: 16

more

== /pair/old
bool(true)
bool(true)
bool(true)
bool(true)
bool(false)
bool(false)
bool(true)
HTTP/1.1 201 Created
X-A: b
Server: swoole-http-server
Connection: close
Content-Type: text/html
Content-Length: 15

hello /pair/oldmore

== /ws
bool(true)
bool(true)
bool(true)
bool(false)
bool(true)
HTTP/1.1 500 Internal Server Error
Server: swoole-http-server
Connection: keep-alive
Content-Type: text/html
Content-Length: 0

more

== /pair/ws
bool(true)
bool(true)
bool(true)
bool(true)
HTTP/1.1 101 Switching Protocols
bool(true)
..you said hi..more

bool(false)
bool(false)
