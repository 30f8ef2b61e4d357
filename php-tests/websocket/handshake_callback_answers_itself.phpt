--TEST--
WebSocket\Server: onHandshake answers 101 itself and may push at once, onOpen does not run; any other answer, or none, ends the connection
--FILE--
<?php
// manual, websocket_server: onHandShake
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$server = websocket([
    'HandShake' => function (Swoole\Http\Request $request, Swoole\Http\Response $response) {
        switch ($request->get['how']) {
            case 'refuse':
                $response->status(401);
                $response->end('who?');
                return false;
            case 'forget':
                return false;
            case 'no status':
                $response->header('Upgrade', 'websocket');
                $response->end();
                return true;
        }
        $key = base64_encode(sha1($request->header['sec-websocket-key'] . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11', true));
        $response->header('Upgrade', 'websocket');
        $response->header('Sec-WebSocket-Accept', $key);
        $response->status(101);
        $response->end();
        $server = $GLOBALS['server'];
        $server->push($request->fd, $server->isEstablished($request->fd) ? 'welcome' : 'not yet');
        Swoole\Event::defer(fn () => $server->push($request->fd, 'deferred'));
    },
    'Open' => fn () => print("open\n"),
    'Message' => fn ($server, $frame) => $server->push($frame->fd, strrev($frame->data)),
]);
in_both_modes($server, function (Run $run) {
    $client = $run->connect();
    echo preg_match('/^Connection: Upgrade\r$/m', handshake($client, '/?how=accept')), "\n";
    echo next_frame($client), "\n", next_frame($client), "\n";
    say($client, frame('abc'));
    echo next_frame($client), "\n";
    foreach (['refuse', 'forget', 'no+status'] as $how) {
        $client = $run->connect();
        say($client, request("GET /?how=$how", ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13']));
        $answer = answer($client);
        echo "$how: ", $answer->status, ' ', $answer->header('connection'), ' ', $answer->body, closed($client) ? ', closed' : ', open', "\n";
    }
    echo $run->output();
});
?>
--EXPECT--
1
81 welcome
81 deferred
81 cba
refuse: 401 close who?, closed
forget: 500 close , closed
no+status: 200 close , closed
