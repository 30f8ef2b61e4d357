--TEST--
WebSocket\Server: close frames by push, CloseFrame and disconnect carry a valid code and UTF-8; nothing follows them, and the peer's answer is not answered
--FILE--
<?php
// manual, websocket_server: disconnect, CloseFrame; RFC 6455, sections 5.5.1 and 7.4. A code that must not be sent becomes 1000, with a warning
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$server = websocket([
    'Message' => function ($server, $frame) {
        error_clear_last();
        $fd = $frame->fd;
        [$how, $code, $reason] = explode(' ', $frame->data, 3) + ['', '', ''];
        if ($how === 'frame') {
            $close = new Swoole\WebSocket\CloseFrame();
            $close->code = (int) $code;
            $close->reason = hex2bin($reason);
            $done = @$server->push($fd, $close);
        } elseif ($how === 'push') {
            $done = @$server->push($fd, hex2bin($reason), WEBSOCKET_OPCODE_CLOSE);
        } else {
            $done = @$server->disconnect($fd, (int) $code, hex2bin($reason));
        }
        $warning = preg_replace('/^.*?\(\): /', '', error_get_last()['message'] ?? '');
        $after = @$server->push($fd, 'after');
        $status = $server->getClientInfo($fd)['websocket_status'] ?? 'none';
        echo json_encode([$done, $after, $server->isEstablished($fd), $status]), " $warning\n";
    },
    'Close' => fn ($server, $fd) => print("onClose\n"),
    'Disconnect' => fn ($server, $fd) => print("onDisconnect\n"),
]);
$long = bin2hex(str_repeat('é', 70));
$cases = [
    'push 0 ', 'push 0 ' . bin2hex(pack('n', 4001) . 'own'), 'push 0 ' . bin2hex('only a reason'),
    'frame 1000 ', 'frame 4000 ' . bin2hex('why'), 'frame 1005 ', 'frame 999 ' . bin2hex('x'), "frame 1000 $long", 'frame 1000 ff',
    'disconnect 1000 ', 'disconnect 4999 ' . bin2hex('enough'), 'disconnect 1006 ', 'disconnect 70000 ', 'disconnect 401 ' . bin2hex('no'),
];
in_both_modes($server, function (Run $run) use ($cases) {
    foreach ($cases as $number => $case) {
        $client = websocket_client($run);
        say($client, frame($case));
        $close = next_frame($client);
        say($client, frame(pack('n', 1000), WEBSOCKET_OPCODE_CLOSE));
        echo strlen($case) > 40 ? substr($case, 0, 15) . '...' : $case, ': ', strlen($close) > 60 ? strlen(stripcslashes($close)) - 3 . ' bytes' : $close, ', ', last_frames($client), "\n";
        $run->wait("\n", 2 * $number + 2);
    }
    echo $run->output();
});
?>
--EXPECT--
push 0 : 88 , closed
push 0 0fa16f776e: 88 \017\241own, closed
push 0 6f6e6c79206120726561736f6e: 88 \003\350only a reason, closed
frame 1000 : 88 \003\350, closed
frame 4000 776879: 88 \017\240why, closed
frame 1005 : 88 , closed
frame 999 78: 88 \003\350x, closed
frame 1000 c3a9...: 124 bytes, closed
frame 1000 ff: 88 \003\350, closed
disconnect 1000 : 88 \003\350, closed
disconnect 4999 656e6f756768: 88 \023\207enough, closed
disconnect 1006 : 88 \003\350, closed
disconnect 70000 : 88 \003\350, closed
disconnect 401 6e6f: 88 \003\350no, closed
[true,false,false,4] 
onClose
[true,false,false,4] 
onClose
[true,false,false,4] 
onClose
[true,false,false,4] 
onClose
[true,false,false,4] 
onClose
[true,false,false,4] 
onClose
[true,false,false,4] a close frame must not carry the code 999, 1000 is sent in its place; an application's own codes are 4000 to 4999
onClose
[true,false,false,4] 
onClose
[true,false,false,4] the reason of a close frame must be UTF-8: it is left out
onClose
onDisconnect
[true,false,false,0] 
onDisconnect
[true,false,false,0] 
onDisconnect
[true,false,false,0] a close frame must not carry the code 1006, 1000 is sent in its place; an application's own codes are 4000 to 4999
onDisconnect
[true,false,false,0] a close frame must not carry the code 70000, 1000 is sent in its place; an application's own codes are 4000 to 4999
onDisconnect
[true,false,false,0] a close frame must not carry the code 401, 1000 is sent in its place; an application's own codes are 4000 to 4999
