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

/** A WebSocket server in either mode: callbacks by event, `set` goes to set(). In the server it is $GLOBALS['server'] too. */
function websocket(array $on, array $set = []): Script
{
    return server(function (int $mode) use ($on, $set) {
        $GLOBALS['server'] = $server = new Swoole\WebSocket\Server('127.0.0.1', 0, $mode);
        $server->set($set + ['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
        foreach ($on + ['Message' => fn () => null] as $event => $callback) {
            $server->on($event, $callback);
        }
        ready($server);
        $server->start();
    });
}

/** A client after its handshake. */
function websocket_client(Run $run, string $path = '/', string $more = '', int $port = 0)
{
    $client = $run->connect($port);
    $head = handshake($client, $path, $more);
    if (!str_starts_with($head, 'HTTP/1.1 101 ')) {
        throw new RuntimeException("no handshake: $head");
    }
    return $client;
}

/** The next frame as text: first byte and payload, of a long one the beginning. */
function next_frame($client): string
{
    [$first, $data] = hear_frame($client);
    if (strlen($data) > 150) {
        $data = substr($data, 0, 20) . '... of ' . strlen($data);
    }
    return sprintf('%02x %s', $first, addcslashes($data, "\0..\37\177..\377"));
}

/** All frames up to the end of the connection. */
function last_frames($client): string
{
    for ($frames = []; ($head = hear($client, 1)) !== ''; ) {
        $length = ord(hear($client, 1));
        $frames[] = sprintf('%02x %s', ord($head), addcslashes($length ? hear($client, $length) : '', "\0..\37\177..\377"));
    }
    return implode(', ', $frames) . ($frames ? ', closed' : 'closed');
}
