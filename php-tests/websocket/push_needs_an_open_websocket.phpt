--TEST--
WebSocket\Server: push, disconnect and ping to a plain HTTP connection, to nobody, or after disconnect() are false with a warning that names the fd
--FILE--
<?php
// manual, websocket_server: push ("If the specified $fd does not correspond to a WebSocket client ..., the push will fail"), exist, isEstablished, getClientInfo
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

function attempts($server, int $fd): string
{
    $lines = [];
    foreach (['push' => ['x'], 'disconnect' => [], 'ping' => []] as $method => $arguments) {
        error_clear_last();
        $done = @$server->$method($fd, ...$arguments);
        $lines[] = "$method " . json_encode($done) . ' ' . preg_replace('/^.*: /', '', error_get_last()['message'] ?? '');
    }
    $status = $server->getClientInfo($fd)['websocket_status'] ?? 0;
    $lines[] = 'exist ' . json_encode($server->exist($fd)) . ', established ' . json_encode($server->isEstablished($fd)) . ", status $status";
    return implode("\n", $lines) . "\n";
}
$server = websocket([
    'Request' => fn ($request, $response) => $response->end(attempts($GLOBALS['server'], (int) ($request->get['fd'] ?? $response->fd))),
    'Message' => function ($server, $frame) {
        $server->disconnect($frame->fd);
        echo attempts($server, $frame->fd);
    },
]);
in_both_modes($server, function (Run $run) {
    echo fetch($run, 'GET /')->body, fetch($run, 'GET /?fd=77')->body, fetch($run, 'GET /?fd=-1')->body;
    $client = websocket_client($run);
    say($client, frame('bye'));
    echo last_frames($client), "\n";
    $run->wait('status');
    echo $run->output();
});
?>
--EXPECT--
push false the connected client of connection[1] is not a websocket client or closed
disconnect false the connected client of connection[1] is not a websocket client or closed
ping false the connected client of connection[1] is not a websocket client or closed
exist true, established false, status 0
push false session#77 does not exists
disconnect false the connected client of connection[77] is not a websocket client or closed
ping false the connected client of connection[77] is not a websocket client or closed
exist false, established false, status 0
push false session#-1 does not exists
disconnect false the connected client of connection[-1] is not a websocket client or closed
ping false the connected client of connection[-1] is not a websocket client or closed
exist false, established false, status 0
88 \003\350, closed
push false session#4 does not exists
disconnect false the connected client of connection[4] is not a websocket client or closed
ping false the connected client of connection[4] is not a websocket client or closed
exist false, established false, status 0
