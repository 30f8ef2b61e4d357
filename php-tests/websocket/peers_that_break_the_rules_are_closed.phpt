--TEST--
WebSocket\Server: bad handshakes get 400 or 426; unmasked frames, bad UTF-8, reserved bits and too long messages their close code
--FILE--
<?php
// RFC 6455, sections 4.2.2, 4.4, 5.1, 5.2, 7.4.1, 8.1
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/websocket.php';

$server = server(function (int $mode) {
    $server = new Swoole\WebSocket\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'package_max_length' => 100000, 'log_level' => SWOOLE_LOG_ERROR]);
    $server->on('Message', fn ($server, $frame) => $server->push($frame->fd, 'heard'));
    ready($server);
    $server->start();
});
$run = $server->start(SWOOLE_PROCESS);
$requests = [
    'no key' => "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
    'version 8' => "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n",
    'POST' => "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    'plain HTTP without onRequest' => "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
];
foreach ($requests as $what => $request) {
    $client = $run->connect();
    say($client, $request);
    echo "$what: ", trim(hear_line($client)), "\n";
}
$frames = [
    'unmasked' => "\x81\x02hi",
    'not UTF-8' => frame("\xff\xfe"),
    'reserved bit' => frame('x', reserved: 0x40),
    'reserved opcode' => frame('x', 3),
    'long ping' => frame(str_repeat('x', 126), WEBSOCKET_OPCODE_PING),
    'continuation of nothing' => frame('x', WEBSOCKET_OPCODE_CONTINUATION),
    'close code 999' => frame(pack('n', 999), WEBSOCKET_OPCODE_CLOSE),
    'too long' => substr(frame(str_repeat('x', 100001)), 0, 100),
];
foreach ($frames as $what => $bytes) {
    $client = $run->connect();
    handshake($client);
    say($client, $bytes);
    [$first, $data] = hear_frame($client);
    echo "$what: ", dechex($first), ' ', unpack('n', $data)[1], ' ', closed($client) ? 'closed' : 'open', "\n";
}
$run->stop();
?>
--EXPECT--
no key: HTTP/1.1 400 Bad Request
version 8: HTTP/1.1 426 Upgrade Required
POST: HTTP/1.1 400 Bad Request
plain HTTP without onRequest: HTTP/1.1 400 Bad Request
unmasked: 88 1002 closed
not UTF-8: 88 1007 closed
reserved bit: 88 1002 closed
reserved opcode: 88 1002 closed
long ping: 88 1002 closed
continuation of nothing: 88 1002 closed
close code 999: 88 1002 closed
too long: 88 1009 closed
