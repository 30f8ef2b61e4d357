--TEST--
WebSocket\Server in BASE mode: what onMessage pushes when it gets a close frame goes out before the closing handshake ends
--FILE--
<?php
// manual, websocket_server: open_websocket_close_frame; RFC 6455, section 5.5.1: nothing follows a close frame
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$server = websocket(['Message' => function ($server, $frame) {
    $server->push($frame->fd, "you said $frame->code");
}], ['open_websocket_close_frame' => true]);
$run = $server->start(SWOOLE_BASE);
$client = websocket_client($run);
say($client, frame(pack('n', 1001), WEBSOCKET_OPCODE_CLOSE));
echo last_frames($client), "\n";
$run->stop();
?>
--EXPECT--
81 you said 1001, 88 \003\351, closed
