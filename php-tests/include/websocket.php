<?php
// A WebSocket client (RFC 6455) of a few lines, on the sockets of the harness.

/** The answer's head after a handshake. */
function handshake($client, string $path = '/', string $more = ''): string
{
    say($client, "GET $path HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        . "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n$more\r\n");
    $head = '';
    while (!str_ends_with($head, "\r\n\r\n")) {
        $head .= hear($client, 1);
    }
    return $head;
}

/** A client's frame: masked. */
function frame(string $data, int $opcode = WEBSOCKET_OPCODE_TEXT, bool $fin = true, int $reserved = 0): string
{
    $length = strlen($data);
    $head = chr(($fin ? 0x80 : 0) | $reserved | $opcode);
    $head .= match (true) {
        $length < 126 => chr(0x80 | $length),
        $length < 65536 => chr(0x80 | 126) . pack('n', $length),
        default => chr(0x80 | 127) . pack('J', $length),
    };
    $mask = random_bytes(4);
    return $head . $mask . ($data ^ str_pad('', $length, $mask));
}

/** @return array{int, string} first byte and payload of the next frame, which must not be masked */
function hear_frame($client): array
{
    [$first, $length] = array_values(unpack('C2', hear($client, 2)));
    $length = match ($length) {
        126 => unpack('n', hear($client, 2))[1],
        127 => unpack('J', hear($client, 8))[1],
        default => $length,
    };
    return [$first, $length ? hear($client, $length) : ''];
}
