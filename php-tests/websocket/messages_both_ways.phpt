--TEST--
WebSocket\Server: handshake, onOpen, messages whole and in fragments, push of texts, binaries, frames and fragments, ping, close
--FILE--
<?php
// manual, websocket_server; RFC 6455, sections 4.2.2, 5.4, 5.5
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/websocket.php';

$server = server(function (int $mode) {
    $server = new Swoole\WebSocket\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Open', function ($server, Swoole\Http\Request $request) {
        $status = $server->getClientInfo($request->fd)['websocket_status'];
        $server->push($request->fd, "open {$request->get['name']} $status " . ($server->isEstablished($request->fd) ? 'established' : 'not'));
    });
    $server->on('Message', function ($server, Swoole\WebSocket\Frame $frame) {
        if ($frame->data === 'frame') {
            $answer = new Swoole\WebSocket\Frame();
            $answer->data = "\0\1";
            $answer->opcode = WEBSOCKET_OPCODE_BINARY;
            $server->push($frame->fd, $answer);
        } elseif ($frame->data === 'fragments') {
            $server->push($frame->fd, 'a', WEBSOCKET_OPCODE_TEXT, 0);
            $server->push($frame->fd, 'b', WEBSOCKET_OPCODE_CONTINUATION, SWOOLE_WEBSOCKET_FLAG_FIN);
        } else {
            $server->push($frame->fd, "opcode $frame->opcode, fin " . json_encode($frame->finish) . ', ' . strlen($frame->data) . ' ' . substr($frame->data, 0, 9));
        }
    });
    $server->on('Close', function ($server, $fd) {
        echo "close $fd\n";
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    $head = handshake($client, '/chat?name=ann');
    echo strtok($head, "\r"), ' ', str_contains($head, "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") ? 'accepted' : $head, "\n";
    echo hear_frame($client)[1], "\n";
    foreach (['hello', str_repeat('x', 70000)] as $text) {
        say($client, frame($text));
        echo hear_frame($client)[1], "\n";
    }
    foreach (str_split(frame('one ', fin: false) . frame('!', WEBSOCKET_OPCODE_PING) . frame('two', WEBSOCKET_OPCODE_CONTINUATION), 1) as $byte) {
        say($client, $byte);
    }
    [$first, $data] = hear_frame($client);
    echo dechex($first), " $data\n", hear_frame($client)[1], "\n";
    say($client, frame('frame') . frame('fragments'));
    foreach (range(1, 3) as $_) {
        [$first, $data] = hear_frame($client);
        echo dechex($first), ' ', bin2hex($data), "\n";
    }
    say($client, frame(pack('n', 1000) . 'bye', WEBSOCKET_OPCODE_CLOSE));
    [$first, $data] = hear_frame($client);
    echo dechex($first), ' ', unpack('n', $data)[1], ' ', substr($data, 2), ' ', closed($client) ? 'closed' : 'open', "\n";
    $run->wait('close 1');
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
HTTP/1.1 101 Switching Protocols accepted
open ann 3 established
opcode 1, fin true, 5 hello
opcode 1, fin true, 70000 xxxxxxxxx
8a !
opcode 1, fin true, 7 one two
82 0001
1 61
80 62
88 1000 bye closed
close 1
HTTP/1.1 101 Switching Protocols accepted
open ann 3 established
opcode 1, fin true, 5 hello
opcode 1, fin true, 70000 xxxxxxxxx
8a !
opcode 1, fin true, 7 one two
82 0001
1 61
80 62
88 1000 bye closed
close 1
