--TEST--
WebSocket\Server: the end of a WebSocket is onClose's, that of any other connection onDisconnect's (onClose's, where there is none); the third argument is negative when the server closed
--FILE--
<?php
// manual, websocket_server: onDisconnect; server/events: onClose ("$reactorId < 0")
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$callbacks = [
    'Message' => fn ($server, $frame) => match ($frame->data) {
        'close' => $server->close($frame->fd),
        'reset' => $server->close($frame->fd, true),
        'disconnect' => $server->disconnect($frame->fd),
        default => null,
    },
    'Request' => fn ($request, $response) => isset($request->get['close']) ? $response->close() : $response->end('ok'),
    'Close' => fn ($server, $fd, $reactor) => print("onClose $fd, by the " . ($reactor < 0 ? 'server' : 'client') . "\n"),
];
$disconnect = ['Disconnect' => fn ($server, $fd, $reactor) => print("onDisconnect $fd, by the " . ($reactor < 0 ? 'server' : 'client') . "\n")];
$body = function (Run $run) {
    $ends = 0;
    foreach (['', 'close', 'reset', 'disconnect'] as $said) {
        $client = websocket_client($run);
        $said === '' ? fclose($client) : say($client, frame($said));
        $run->wait("\n", ++$ends);
    }
    foreach (['GET /' => [], 'GET /?close=1' => [], 'GET / ' => ['Connection: close']] as $line => $headers) {
        $client = $run->connect();
        say($client, request(trim($line), $headers));
        answer($client);
        fclose($client);
        $run->wait("\n", ++$ends);
    }
    echo $run->output();
};
$servers = [websocket($callbacks + $disconnect), websocket($callbacks)];
foreach ($servers as $server) {
    in_both_modes($server, $body);
}
?>
--EXPECT--
onClose 1, by the client
onClose 2, by the server
onClose 3, by the server
onDisconnect 4, by the server
onDisconnect 5, by the client
onDisconnect 6, by the server
onDisconnect 7, by the server
onClose 1, by the client
onClose 2, by the server
onClose 3, by the server
onClose 4, by the server
onClose 5, by the client
onClose 6, by the server
onClose 7, by the server
