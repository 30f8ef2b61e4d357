--TEST--
WebSocket\Server: permessage-deflate where it is offered, onHandshake, onBeforeHandshakeResponse, onDisconnect, disconnect(), push from a task worker
--FILE--
<?php
// manual, websocket_server: websocket_compression, onHandShake, onBeforeHandshakeResponse, onDisconnect, disconnect(); RFC 7692
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/websocket.php';

$server = server(function (bool $own) {
    $server = new Swoole\WebSocket\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'task_worker_num' => 1, 'websocket_compression' => true]);
    if ($own) {
        $server->on('Handshake', function ($request, $response) {
            if (($request->get['key'] ?? '') !== 'secret') {
                $response->status(403);
                return $response->end();
            }
            $accept = base64_encode(sha1($request->header['sec-websocket-key'] . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11', true));
            foreach (['Upgrade' => 'websocket', 'Connection' => 'Upgrade', 'Sec-WebSocket-Accept' => $accept, 'Sec-WebSocket-Version' => '13'] as $name => $value) {
                $response->header($name, $value);
            }
            $response->status(101);
            $response->end();
        });
    } else {
        $server->on('BeforeHandshakeResponse', fn ($server, $request, $response) => $response->header('X-Before', 'yes'));
    }
    $server->on('Message', function ($server, $frame) {
        match ($frame->data) {
            'task' => $server->task($frame->fd),
            'disconnect' => $server->disconnect($frame->fd, 4001, 'enough'),
            default => $server->push($frame->fd, $frame->data, WEBSOCKET_OPCODE_TEXT, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS),
        };
    });
    $server->on('Task', function ($server, $id, $from, $fd) {
        $server->push($fd, "from process $server->worker_id");
    });
    $server->on('Request', fn ($request, $response) => $response->end('http'));
    $server->on('Disconnect', function ($server, $fd) {
        echo "no websocket: $fd\n";
    });
    ready($server);
    $server->start();
});
$run = $server->start(false);
$client = $run->connect();
$head = handshake($client, more: "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
echo preg_match('/^Sec-WebSocket-Extensions: .*$/mi', $head, $line) ? trim($line[0]) : 'none', ', ', str_contains($head, 'X-Before: yes') ? 'before' : '', "\n";
$deflate = deflate_init(ZLIB_ENCODING_RAW);
$text = str_repeat('hello ', 100);
say($client, frame(substr(deflate_add($deflate, $text, ZLIB_SYNC_FLUSH), 0, -4), reserved: 0x40));
[$first, $data] = hear_frame($client);
echo dechex($first), ' ', strlen($data) < 100 ? 'small' : 'large', ' ', inflate_add(inflate_init(ZLIB_ENCODING_RAW), "$data\0\0\xff\xff") === $text ? 'equal' : 'different', "\n";
say($client, frame('task'));
echo hear_frame($client)[1], "\n";
say($client, frame('disconnect'));
[$first, $data] = hear_frame($client);
echo dechex($first), ' ', unpack('n', $data)[1], ' ', substr($data, 2), "\n";
$run->wait('no websocket: 1');
$http = $run->connect();
say($http, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
echo trim(hear_line($http)), "\n";
fclose($http);
$run->wait('no websocket: 2');
$run->stop();

$run = $server->start(true);
foreach (['/?key=secret', '/?key=wrong'] as $path) {
    $client = $run->connect();
    echo strtok(handshake($client, $path), "\r"), "\n";
}
echo closed($client) ? "closed\n" : "open\n";
$run->stop();
?>
--EXPECT--
Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover, before
c1 small equal
from process 2
88 4001 enough
HTTP/1.1 200 OK
HTTP/1.1 101 Switching Protocols
HTTP/1.1 403 Forbidden
closed
