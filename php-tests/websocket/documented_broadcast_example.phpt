--TEST--
WebSocket\Server: the manual's example as it stands: an HTTP request is pushed to all WebSockets
--FILE--
<?php
// manual, websocket_server: onRequest, "Procedural Style Code"
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';
$run = script(<<<'PHP'
<?php
$server = new Swoole\WebSocket\Server("0.0.0.0", 9501);
$server->on('open', function (Swoole\WebSocket\Server $server, $request) {
    echo "server: handshake success with fd{$request->fd}\n";
});
$server->on('message', function (Swoole\WebSocket\Server $server, $frame) {
    echo "receive from {$frame->fd}:{$frame->data},opcode:{$frame->opcode},fin:{$frame->finish}\n";
    $server->push($frame->fd, "this is server");
});
$server->on('close', function ($server, $fd) {
    echo "client {$fd} closed\n";
});
$server->on('request', function (Swoole\Http\Request $request, Swoole\Http\Response $response) {
    global $server;//calling external server
    // $server->connections traverse all websocket connection users' fds, push to all users
    foreach ($server->connections as $fd) {
        // Need to check if it is a correct websocket connection, otherwise pushing may fail
        if ($server->isEstablished($fd)) {
            $server->push($fd, $request->get['message']);
        }
    }
});
$server->start();
PHP);
$ann = websocket_client($run);
$run->wait('fd1');
say($ann, frame('hi'));
echo next_frame($ann), "\n";
$bob = websocket_client($run);
$run->wait('fd2');
// The example does not answer; the request is ended for it.
echo fetch($run, 'GET /?message=news')->status, "\n";
echo next_frame($ann), "\n", next_frame($bob), "\n";
fclose($ann);
$run->wait('client 1 closed');
$run->stop();
echo $run->output();
?>
--EXPECTF--
81 this is server
500
81 news
81 news
server: handshake success with fd1
receive from 1:hi,opcode:1,fin:1
server: handshake success with fd2
client %d closed
%Aclient %d closed
