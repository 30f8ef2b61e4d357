--TEST--
upgrade, recv with a limit, push of frames, fragments, compression, ping, disconnect and close frames, between our client and our server
--FILE--
<?php
use Swoole\Coroutine\Http\{Client, Server};
use Swoole\WebSocket\{CloseFrame, Frame};

Co::set(['hook_flags' => 0]);
Co\run(function () {
    $server = new Server('127.0.0.1', 0);
    $server->set(['websocket_compression' => true, 'websocket_subprotocol' => 'chat']);
    $server->handle('/echo', function ($request, $ws) {
        var_dump($ws->upgrade(), $ws->end('x'), $ws->isWritable());
        while ($frame = $ws->recv()) {
            $ws->push("$frame->flags $frame->data", $frame->opcode, strlen($frame->data) > 100 ? 3 : 1);
        }
        echo 'the end: ', json_encode($frame), ' ', json_encode([$ws->push('x'), $ws->close()]), "\n";
    });
    $server->handle('/limit', function ($request, $ws) {
        $ws->upgrade();
        var_dump($ws->recv(0.05), swoole_last_error() === SOCKET_ETIMEDOUT, $ws->ping('p'), $ws->push('frag', 1, 0), $ws->push('ment', 0), $ws->recv(5)->data);
        $close = new CloseFrame;
        $close->code = 4002;
        $close->reason = 'own';
        var_dump($ws->push($close), $ws->push('after'), $ws->recv(5));
    });
    $server->handle('/disconnect', function ($request, $ws) {
        $ws->upgrade();
        var_dump($ws->disconnect(4001, 'why'), $ws->disconnect());
    });
    $server->handle('/return', fn ($request, $ws) => $ws->upgrade());
    go(fn () => $server->start());
    $connect = function (string $path, array $set = []) use ($server) {
        $client = new Client('127.0.0.1', $server->port);
        $client->set($set + ['timeout' => 10]);
        $client->setHeaders(['Sec-WebSocket-Protocol' => 'chat']);
        var_dump($client->upgrade($path));
        return $client;
    };
    $client = $connect('/echo', ['websocket_compression' => true]);
    var_dump($client->headers['sec-websocket-protocol'], isset($client->headers['sec-websocket-extensions']));
    $client->push('hello');
    echo $client->recv()->data, "\n";
    $client->push($long = str_repeat('long ', 100), 2, 3);
    $frame = $client->recv();
    var_dump($frame->opcode, $frame->flags, $frame->data === "35 $long");
    $client->disconnect();
    $client = $connect('/limit', ['open_websocket_close_frame' => true, 'open_websocket_ping_frame' => true]);
    $frame = $client->recv();
    var_dump($frame->opcode === WEBSOCKET_OPCODE_PING, $frame->data, $client->recv()->data, $client->push('answer'));
    $frame = $client->recv();
    var_dump(get_class($frame), $frame->code, $frame->reason);
    $client = $connect('/disconnect', ['open_websocket_close_frame' => true]);
    var_dump($client->recv()->code);
    $client = $connect('/return', ['open_websocket_close_frame' => true]);
    var_dump($client->recv()->code);
    $server->shutdown();
});
?>
--EXPECT--
bool(true)
bool(false)
bool(false)
bool(true)
string(4) "chat"
bool(true)
33 hello
int(2)
int(3)
bool(true)
the end: "" [false,false]
bool(true)
bool(true)
string(1) "p"
string(8) "fragment"
bool(true)
bool(false)
bool(true)
bool(true)
bool(true)
bool(true)
string(6) "answer"
string(27) "Swoole\WebSocket\CloseFrame"
int(4002)
string(3) "own"
bool(true)
bool(false)
string(0) ""
bool(true)
bool(false)
bool(true)
int(4001)
bool(true)
int(1000)
