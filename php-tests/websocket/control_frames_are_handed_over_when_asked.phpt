--TEST--
WebSocket\Server: pings are answered and pongs and closes swallowed, unless open_websocket_ping_frame, _pong_frame and _close_frame hand them to onMessage
--FILE--
<?php
// manual, websocket_server: open_websocket_ping_frame ("developers need to manually reply with a Pong"), open_websocket_pong_frame, open_websocket_close_frame
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

function echo_server(array $set): Script
{
    return websocket(['Message' => function ($server, $frame) {
        $what = $frame instanceof Swoole\WebSocket\CloseFrame ? "close $frame->code $frame->reason" : "$frame->opcode $frame->data";
        $text = "$what, flags $frame->flags, finish " . json_encode($frame->finish);
        // A close frame is over with in PROCESS mode before a worker hears of it.
        $frame->opcode === WEBSOCKET_OPCODE_CLOSE ? print("$text\n") : $server->push($frame->fd, $text);
    }], $set);
}
function talk(Run $run): void
{
    $client = websocket_client($run);
    say($client, frame('p', WEBSOCKET_OPCODE_PING) . frame('q', WEBSOCKET_OPCODE_PONG) . frame('text'));
    do {
        echo $next = next_frame($client), "\n";
    } while (!str_contains($next, 'text'));
    say($client, frame(pack('n', 4000) . 'bye', WEBSOCKET_OPCODE_CLOSE));
    echo last_frames($client), "\n";
    $client = websocket_client($run);
    say($client, frame('', WEBSOCKET_OPCODE_CLOSE));
    echo last_frames($client), "\n";
}
$answered = echo_server([]);
$handed = echo_server(['open_websocket_ping_frame' => true, 'open_websocket_pong_frame' => true, 'open_websocket_close_frame' => true]);
in_both_modes($answered, talk(...));
in_both_modes($handed, function (Run $run) {
    talk($run);
    $run->wait('close', 2);
    echo $run->output();
});
?>
--EXPECT--
8a p
81 1 text, flags 33, finish true
88 \017\240bye, closed
88 , closed
81 9 p, flags 33, finish true
81 10 q, flags 33, finish true
81 1 text, flags 33, finish true
88 \017\240bye, closed
88 , closed
close 4000 bye, flags 33, finish true
close 1000 , flags 33, finish true
