--TEST--
WebSocket\Server: a client that reads late gets every big message whole and in order, pushed in pieces or at once; others are served meanwhile
--FILE--
<?php
// manual, server/setting: send_yield, buffer_output_size; websocket_server: push ("with a maximum length of 2M")
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

const SIZE = 1 << 20;
$server = websocket(['Message' => function ($server, $frame) {
    if ($frame->data !== 'flood') {
        return $server->push($frame->fd, $frame->data);
    }
    for ($i = 0; $i < 24; $i++) {
        if (!$server->push($frame->fd, str_repeat(chr(97 + $i), SIZE), WEBSOCKET_OPCODE_BINARY)) {
            return print("message $i was refused: " . swoole_last_error() . "\n");
        }
    }
    // A message in pieces of which each is a push.
    for ($i = 0; $i < 8; $i++) {
        $server->push($frame->fd, str_repeat(chr(65 + $i), SIZE), $i ? 0 : WEBSOCKET_OPCODE_BINARY, $i === 7 ? SWOOLE_WEBSOCKET_FLAG_FIN : 0);
    }
    echo "all sent\n";
}], ['send_yield' => true]);
in_both_modes($server, function (Run $run) {
    $slow = websocket_client($run);
    say($slow, frame('flood'));
    $quick = websocket_client($run);
    for ($i = 0; $i < 20; $i++) {
        say($quick, frame("m$i"));
        if (($next = next_frame($quick)) !== "81 m$i") {
            echo "$next\n";
        }
    }
    $seen = '';
    for ($i = 0; $i < 32; $i++) {
        [$first, $data] = hear_frame($slow);
        $seen .= strlen($data) === SIZE && count_chars($data, 3) === $data[0] ? sprintf('%02x%s ', $first, $data[0]) : sprintf('[%02x %d] ', $first, strlen($data));
    }
    echo $seen, "\n";
    $run->wait('all sent');
    echo $run->output();
});
?>
--EXPECT--
82a 82b 82c 82d 82e 82f 82g 82h 82i 82j 82k 82l 82m 82n 82o 82p 82q 82r 82s 82t 82u 82v 82w 82x 02A 00B 00C 00D 00E 00F 00G 80H 
all sent
