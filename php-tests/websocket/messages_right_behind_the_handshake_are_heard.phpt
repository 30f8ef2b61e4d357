--TEST--
WebSocket\Server: messages that arrive in one piece with the handshake wait for its answer, and for onOpen where that has begun
--FILE--
<?php
// RFC 6455, section 4.1: a client may send as soon as it has the answer; one that does not wait must not be lost either
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$server = websocket([
    'Open' => fn ($server, $request) => $server->push($request->fd, 'open'),
    'Message' => fn ($server, $frame) => $server->push($frame->fd, $frame->data),
]);
in_both_modes($server, function (Run $run) {
    $client = $run->connect();
    say($client, request('GET /', ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13']) . frame('one') . frame('two'));
    while (trim(hear_line($client)) !== '');
    echo next_frame($client), "\n", next_frame($client), "\n", next_frame($client), "\n";
});
?>
--EXPECT--
81 open
81 one
81 two
