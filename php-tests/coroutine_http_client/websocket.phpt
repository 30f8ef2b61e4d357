--TEST--
upgrade, push, recv, ping, disconnect against our server: texts, binaries, fragments, compression, mask, the end (manual, upgrade, push, recv)
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
use Swoole\Coroutine\Http\Client;
use Swoole\WebSocket\{CloseFrame, Frame};

$server = server(function () {
    $server = new Swoole\WebSocket\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1, 'websocket_compression' => true]);
    $server->on('message', function ($server, $frame) {
        match ($frame->data) {
            'ping' => $server->ping($frame->fd, 'p') && $server->push($frame->fd, 'pinged'),
            'close' => $server->disconnect($frame->fd, 4001, 'why'),
            default => $server->push($frame->fd, "$frame->flags $frame->data", $frame->opcode, strlen($frame->data) > 100 ? SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS : 1),
        };
    });
    $server->on('request', fn ($request, $response) => $response->end('plain'));
    ready($server);
    $server->start();
});
$run = $server->start();
$port = $run->port();
fclose($run->connect());
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $client = new Client('127.0.0.1', $port);
    $client->set(['timeout' => 10]);
    var_dump($client->upgrade('/chat'), $client->statusCode, $client->headers['upgrade']);
    var_dump($client->push('hello'), $frame = $client->recv(), $frame->fd === $client->socket->fd);
    var_dump($client->push('bin', WEBSOCKET_OPCODE_BINARY), $client->recv()->opcode === WEBSOCKET_OPCODE_BINARY);
    var_dump($client->push('frag', WEBSOCKET_OPCODE_TEXT, 0), $client->push('ment', WEBSOCKET_OPCODE_CONTINUATION), $client->recv()->data);
    $frame = new Frame;
    $frame->data = 'object';
    var_dump($client->push($frame), $client->recv()->data);
    var_dump($client->push('ping'), $client->recv()->data, $client->ping('x'));
    var_dump($client->recv(0.05), $client->errCode === SOCKET_ETIMEDOUT, $client->connected);
    var_dump(@$client->push('x', 11), $client->errCode === SWOOLE_ERROR_WEBSOCKET_BAD_OPCODE);
    var_dump($client->get('/'), $client->errMsg, $client->connected);
    var_dump($client->push('close'), $client->recv(), $client->errCode, $client->connected);
    var_dump($client->push('x'), $client->errCode === SWOOLE_ERROR_WEBSOCKET_UNCONNECTED, $client->recv(), $client->errCode === SWOOLE_ERROR_CLIENT_NO_CONNECTION);

    $client->set(['websocket_compression' => true, 'open_websocket_close_frame' => true]);
    var_dump($client->upgrade('/'), str_starts_with($client->headers['sec-websocket-extensions'], 'permessage-deflate'));
    $long = str_repeat('long text ', 100);
    var_dump($client->push($long, WEBSOCKET_OPCODE_TEXT, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS), $frame = $client->recv()->data === "39 $long");
    $client->push('close');
    $frame = $client->recv();
    var_dump($frame instanceof CloseFrame, $frame->code, $frame->reason, $client->connected);

    var_dump($client->upgrade('/'), $client->disconnect(4000, 'bye'), $client->connected, $client->disconnect());

    $client = new Client('127.0.0.1', $port);
    $client->get('/');
    var_dump(@$client->push('x'), $client->errCode === SWOOLE_ERROR_WEBSOCKET_HANDSHAKE_FAILED, $client->errMsg);
    $client = new Client('127.0.0.1', 1);
    var_dump($client->upgrade('/'), $client->statusCode, $client->push('x'));
});
$run->stop();
?>
--EXPECTF--
bool(true)
int(101)
string(9) "websocket"
bool(true)
object(Swoole\WebSocket\Frame)#%d (5) {
  ["fd"]=>
  int(%d)
  ["data"]=>
  string(8) "33 hello"
  ["opcode"]=>
  int(1)
  ["flags"]=>
  int(1)
  ["finish"]=>
  bool(true)
}
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
string(11) "33 fragment"
bool(true)
string(9) "33 object"
bool(true)
string(6) "pinged"
bool(true)
bool(false)
bool(true)
bool(true)
bool(false)
bool(true)
bool(false)
string(67) "the connection speaks WebSocket: close() it before the next request"
bool(true)
bool(true)
string(0) ""
int(0)
bool(false)
bool(false)
bool(true)
bool(false)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
int(4001)
string(3) "why"
bool(false)
bool(true)
bool(true)
bool(false)
bool(false)
bool(false)
bool(true)
string(44) "websocket handshake failed, cannot push data"
bool(false)
int(-1)
bool(false)
