--TEST--
WebSocket\Server: onBeforeHandshakeResponse adds headers and cookies to the 101; an answer given there is the only one, and onOpen does not run
--FILE--
<?php
// manual, websocket_server: onBeforeHandshakeResponse
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$server = websocket([
    'BeforeHandshakeResponse' => function (Swoole\WebSocket\Server $server, Swoole\Http\Request $request, Swoole\Http\Response $response) {
        $response->header('X-Session', $request->get['name']);
        $response->cookie('seen', '1');
        if ($request->get['name'] === 'eve') {
            $response->status(403);
            $response->end('go away');
        }
    },
    'Open' => fn ($server, $request) => print("open {$request->get['name']}\n"),
    'Close' => fn ($server, $fd) => print("close $fd\n"),
    'Disconnect' => fn ($server, $fd, $reactor) => print("disconnect $fd by the " . ($reactor < 0 ? 'server' : 'client') . "\n"),
]);
in_both_modes($server, function (Run $run) {
    $client = $run->connect();
    $head = handshake($client, '/?name=ann');
    echo strtok($head, "\r"), ' ', preg_match_all('/^(X-Session: ann|Set-Cookie: seen=1)\r$/m', $head), "\n";
    fclose($client);
    $run->wait('close 1');
    $client = $run->connect();
    say($client, request('GET /?name=eve', ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13']));
    $answer = answer($client);
    echo $answer->status, ' ', $answer->header('connection'), ' ', $answer->body, closed($client) ? ', closed' : ', open', "\n";
    $run->wait('disconnect');
    echo $run->output();
});
?>
--EXPECT--
HTTP/1.1 101 Switching Protocols 2
403 close go away, closed
open ann
close 1
disconnect 2 by the server
