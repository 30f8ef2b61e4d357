--TEST--
WebSocket\Server with websocket_compression: windows as the client asks, no memory between messages, bombs get 1009 and garbage 1007
--FILE--
<?php
// manual, websocket_server: websocket_compression; RFC 7692, sections 7.1 and 7.2
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$server = websocket(['Message' => function ($server, $frame) {
    $compress = SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS;
    match ($frame->data) {
        'plain' => $server->push($frame->fd, str_repeat('plain ', 40)),
        'ping' => $server->push($frame->fd, str_repeat('p', 100), WEBSOCKET_OPCODE_PING, $compress),
        'own' => $server->push($frame->fd, substr(gzdeflate('packed by the application'), 0), 1, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_RSV1),
        default => $server->push($frame->fd, $frame->data, $frame->opcode, $compress),
    };
}], ['websocket_compression' => true, 'package_max_length' => 100000]);

function packed(string $text): string
{
    return frame(substr(deflate_add(deflate_init(ZLIB_ENCODING_RAW), $text, ZLIB_SYNC_FLUSH), 0, -4), reserved: 0x40);
}
/** What a client reads whose window has only so many bits. */
function unpacked(string $data, int $bits = 15): string
{
    return (string) @inflate_add(inflate_init(ZLIB_ENCODING_RAW, ['window' => $bits]), "$data\0\0\xff\xff");
}
in_both_modes($server, function (Run $run) {
    foreach (['permessage-deflate', 'permessage-deflate; client_max_window_bits; server_max_window_bits=9', 'permessage-deflate; server_max_window_bits=8', 'x-webkit-deflate-frame'] as $offer) {
        $head = handshake($client = $run->connect(), '/', "Sec-WebSocket-Extensions: $offer\r\n");
        echo preg_match('/^Sec-WebSocket-Extensions: permessage-deflate; (.*)\r$/mi', $head, $found) ? $found[1] : 'none', "\n";
    }
    // A repetition that only a window of more than 512 bytes reaches.
    mt_srand(7);
    $noise = implode('', array_map(fn () => chr(mt_rand(97, 122)), range(1, 3000)));
    $client = websocket_client($run, more: "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n");
    say($client, packed("$noise$noise"));
    [$first, $data] = hear_frame($client);
    echo dechex($first), ' ', unpacked($data, 9) === "$noise$noise" ? 'read with 9 bits' : 'not read', "\n";

    $client = websocket_client($run, more: "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    say($client, packed("$noise$noise") . packed("$noise$noise"));
    [, $one] = hear_frame($client);
    [, $two] = hear_frame($client);
    echo $one === $two && strlen($one) < 4000 && unpacked($two) === "$noise$noise" ? "each message by itself\n" : "not alike\n";
    say($client, frame('plain') . frame('ping') . frame('own'));
    echo next_frame($client), "\n", next_frame($client), "\n";
    [$first, $data] = hear_frame($client);
    echo dechex($first), ' ', unpacked($data), "\n";
    say($client, packed(''));
    echo unpacked(hear_frame($client)[1]) === '' ? "empty\n" : "not empty\n";
    $all = substr(deflate_add(deflate_init(ZLIB_ENCODING_RAW), 'in fragments', ZLIB_SYNC_FLUSH), 0, -4);
    say($client, frame(substr($all, 0, 5), 1, false, 0x40) . frame('!', WEBSOCKET_OPCODE_PING) . frame(substr($all, 5), WEBSOCKET_OPCODE_CONTINUATION));
    echo next_frame($client), "\n", unpacked(hear_frame($client)[1]), "\n";
    $bad = [
        'bomb' => packed(str_repeat("\0", 10 << 20)),
        'garbage' => frame("\xff\xff\xff\xff", reserved: 0x40),
        'not UTF-8' => packed("\xff"),
        'compressed ping' => frame('x', WEBSOCKET_OPCODE_PING, true, 0x40),
        'bit on a continuation' => frame('x', 1, false) . frame('x', 0, true, 0x40),
    ];
    foreach ($bad as $what => $bytes) {
        $client = websocket_client($run, more: "Sec-WebSocket-Extensions: permessage-deflate\r\n");
        say($client, $bytes);
        [$first, $data] = hear_frame($client);
        echo "$what: ", dechex($first), ' ', unpack('n', $data)[1], ' ', closed($client) ? 'closed' : 'open', "\n";
    }
});
?>
--EXPECT--
server_no_context_takeover; client_no_context_takeover
server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9
none
none
c1 read with 9 bits
each message by itself
81 plain plain plain pl... of 240
89 pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp
c1 packed by the application
empty
8a !
in fragments
bomb: 88 1009 closed
garbage: 88 1007 closed
not UTF-8: 88 1007 closed
compressed ping: 88 1002 closed
bit on a continuation: 88 1002 closed
