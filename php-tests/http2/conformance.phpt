--TEST--
HTTP/2 as RFC 9113 wants it: preface, frame sizes, states of streams, compression, windows, fields; each violation has its error
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(fn ($request, $response) => $response->end('ok'));

/** What the connection, or stream 1, ends with. */
$ends = fn (Closure $do) => function (Run $run) use ($do) {
    $client = new H2($run->connect());
    $do($client);
    return $client->end();
};
$resets = fn (Closure $do) => function (Run $run) use ($do) {
    $client = new H2($run->connect());
    $do($client);
    $answer = $client->answer(1);
    return $answer->reset ?? ($client->goaway ? 'GOAWAY ' . CODES[$client->goaway[0]] : $answer->status);
};
$fields = fn (string $block) => $resets(fn ($client) => $client->say(TYPE_HEADERS, END_HEADERS | END_STREAM, 1, $block));
$header = fn (array $more, string $path = '/') => $fields(H2::fields($path, $more));
$raw = fn (string ...$pairs) => $fields(implode('', array_map(fn ($pair) => Hpack::literal(...explode('|', $pair)), $pairs)));
$ok = ':method|GET';

$cases = [
    '3.4 invalid preface' => function (Run $run) {
        $client = new H2($run->connect(), '', false);
        say($client->socket, "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
        return hear($client->socket, 12);
    },
    '3.4 first frame is no SETTINGS' => function (Run $run) {
        $client = new H2($run->connect(), '', false);
        say($client->socket, PREFACE . H2::frame(TYPE_PING, 0, 0, '12345678'));
        return $client->end();
    },
    '4.1 unknown type is ignored' => $resets(function ($client) {
        $client->say(99, 255, 0, 'what');
        $client->request(1, '/');
    }),
    '4.2 DATA beyond the maximum' => $ends(function ($client) {
        $client->say(TYPE_HEADERS, END_HEADERS, 1, H2::fields('/', [], 'POST'));
        $client->say(TYPE_DATA, 0, 1, str_repeat('x', 16385));
    }),
    '4.2 HEADERS beyond the maximum' => $ends(fn ($client) => $client->say(TYPE_HEADERS, END_HEADERS, 1, str_repeat("\0", 16385))),
    '4.3 invalid block' => $ends(fn ($client) => $client->say(TYPE_HEADERS, END_HEADERS | END_STREAM, 1, "\xff\xff\xff\xff\xff\xff")),
    '4.3 another frame amid fields' => $ends(function ($client) {
        $client->say(TYPE_HEADERS, END_STREAM, 1, H2::fields('/'));
        $client->say(TYPE_PING, 0, 0, '12345678');
    }),
    '5.1 DATA to an idle stream' => $ends(fn ($client) => $client->say(TYPE_DATA, END_STREAM, 1, 'x')),
    '5.1 RST_STREAM to an idle stream' => $ends(fn ($client) => $client->say(TYPE_RST_STREAM, 0, 1, pack('N', 8))),
    '5.1 WINDOW_UPDATE to an idle stream' => $ends(fn ($client) => $client->say(TYPE_WINDOW_UPDATE, 0, 1, pack('N', 8))),
    '5.1 CONTINUATION without HEADERS' => $ends(fn ($client) => $client->say(TYPE_CONTINUATION, END_HEADERS, 1, '')),
    '5.1.1 even stream' => $ends(fn ($client) => $client->request(2, '/')),
    '5.1.1 smaller than before' => $ends(function ($client) {
        $client->request(5, '/');
        $client->answer(5);
        $client->request(3, '/');
    }),
    '5.1.2 more than allowed' => function (Run $run) {
        $client = new H2($run->connect());
        for ($i = 0; $i < 129; $i++) {
            $client->say(TYPE_HEADERS, END_HEADERS, 2 * $i + 1, H2::fields('/', [], 'POST'));
        }
        return $client->answer(257)->reset;
    },
    '6.1 DATA of stream 0' => $ends(fn ($client) => $client->say(TYPE_DATA, 0, 0, 'x')),
    '6.1 padding beyond the frame' => $ends(function ($client) {
        $client->say(TYPE_HEADERS, END_HEADERS, 1, H2::fields('/', [], 'POST'));
        $client->say(TYPE_DATA, PADDED, 1, "\xffx");
    }),
    '6.2 HEADERS of stream 0' => $ends(fn ($client) => $client->say(TYPE_HEADERS, END_HEADERS, 0, H2::fields('/'))),
    '6.2 padding beyond the frame' => $ends(fn ($client) => $client->say(TYPE_HEADERS, END_HEADERS | PADDED, 1, "\xffx")),
    '6.3 PRIORITY of stream 0' => $ends(fn ($client) => $client->say(TYPE_PRIORITY, 0, 0, "\0\0\0\0\0")),
    '6.4 RST_STREAM of 3 bytes' => $ends(function ($client) {
        $client->say(TYPE_HEADERS, END_HEADERS, 1, H2::fields('/', [], 'POST'));
        $client->say(TYPE_RST_STREAM, 0, 1, 'abc');
    }),
    '6.4 RST_STREAM of stream 0' => $ends(fn ($client) => $client->say(TYPE_RST_STREAM, 0, 0, pack('N', 8))),
    '6.5 SETTINGS of a stream' => $ends(fn ($client) => $client->say(TYPE_SETTINGS, 0, 1, '')),
    '6.5 SETTINGS of 5 bytes' => $ends(fn ($client) => $client->say(TYPE_SETTINGS, 0, 0, 'abcde')),
    '6.5 ACK with a payload' => $ends(fn ($client) => $client->say(TYPE_SETTINGS, ACK, 0, '123456')),
    '6.5.2 ENABLE_PUSH is 2' => $ends(fn ($client) => $client->say(TYPE_SETTINGS, 0, 0, pack('nN', 2, 2))),
    '6.5.2 window too large' => $ends(fn ($client) => $client->say(TYPE_SETTINGS, 0, 0, pack('nN', 4, 1 << 31))),
    '6.5.2 frame size too small' => $ends(fn ($client) => $client->say(TYPE_SETTINGS, 0, 0, pack('nN', 5, 100))),
    '6.5.2 unknown setting' => $resets(function ($client) {
        $client->say(TYPE_SETTINGS, 0, 0, pack('nN', 99, 100));
        $client->request(1, '/');
    }),
    '6.7 PING of a stream' => $ends(fn ($client) => $client->say(TYPE_PING, 0, 1, '12345678')),
    '6.7 PING of 7 bytes' => $ends(fn ($client) => $client->say(TYPE_PING, 0, 0, '1234567')),
    '6.7 PING is answered' => function (Run $run) {
        $client = new H2($run->connect());
        $client->say(TYPE_PING, 0, 0, '12345678');
        $client->until(fn () => $client->pongs === 1);
        return $client->pongs;
    },
    '6.8 GOAWAY of a stream' => $ends(fn ($client) => $client->say(TYPE_GOAWAY, 0, 1, pack('NN', 0, 0))),
    '6.9 WINDOW_UPDATE of 0' => $ends(fn ($client) => $client->say(TYPE_WINDOW_UPDATE, 0, 0, pack('N', 0))),
    '6.9 WINDOW_UPDATE of 3 bytes' => $ends(fn ($client) => $client->say(TYPE_WINDOW_UPDATE, 0, 0, 'abc')),
    '6.9.1 window of the connection overflows' => $ends(fn ($client) => $client->say(TYPE_WINDOW_UPDATE, 0, 0, pack('N', 0x7fffffff))),
    '6.9.1 window of a stream overflows' => $resets(function ($client) {
        $client->say(TYPE_HEADERS, END_HEADERS, 1, H2::fields('/', [], 'POST'));
        $client->say(TYPE_WINDOW_UPDATE, 0, 1, pack('N', 0x7fffffff));
    }),
    '8.1 uppercase name' => $raw($ok, ':scheme|http', ':path|/', ':authority|a', 'X-Upper|1'),
    '8.2.2 connection' => $header(['connection' => 'keep-alive']),
    '8.2.2 transfer-encoding' => $header(['transfer-encoding' => 'chunked']),
    '8.2.2 upgrade' => $header(['upgrade' => 'websocket']),
    '8.2.2 te: gzip' => $header(['te' => 'gzip']),
    '8.2.2 te: trailers' => $header(['te' => 'trailers']),
    '8.2.1 line break in a value' => $header(['x' => "a\r\nb: c"]),
    '8.2.1 NUL in a value' => $header(['x' => "a\0b"]),
    '8.2.1 white space around a value' => $header(['x' => ' a']),
    '8.2.1 colon in a name' => $raw($ok, ':scheme|http', ':path|/', ':authority|a', 'x:y|1'),
    '8.3 unknown pseudo field' => $raw($ok, ':scheme|http', ':path|/', ':authority|a', ':what|1'),
    '8.3 :status in a request' => $raw($ok, ':scheme|http', ':path|/', ':authority|a', ':status|200'),
    '8.3 pseudo field behind others' => $raw($ok, ':scheme|http', ':authority|a', 'x|y', ':path|/'),
    '8.3 pseudo field twice' => $raw($ok, ':scheme|http', ':path|/', ':path|/', ':authority|a'),
    '8.3.1 no :method' => $header([':method' => null]),
    '8.3.1 no :scheme' => $header([':scheme' => null]),
    '8.3.1 no :path' => $header([':path' => null]),
    '8.3.1 empty :path' => $header([':path' => '']),
    '8.3.1 :path without a slash' => $header([':path' => 'x']),
    '8.3.1 user in :authority' => $header([':authority' => 'me@test']),
    '8.3.1 host differs' => $header(['host' => 'other']),
    '8.3.1 no host at all' => $header([':authority' => null]),
    '8.1 trailers that do not end' => $resets(function ($client) {
        $client->say(TYPE_HEADERS, END_HEADERS, 1, H2::fields('/', [], 'POST'));
        $client->say(TYPE_HEADERS, END_HEADERS, 1, Hpack::literal('x', '1'));
    }),
    '8.1.1 content-length differs' => $resets(fn ($client) => $client->request(1, '/', ['content-length' => '3'], 'four')),
    '8.1.1 two content-lengths' => $resets(fn ($client) => $client->request(1, '/', ['content-length' => ['4', '4']], 'four')),
    '8.4 PUSH_PROMISE of a client' => $ends(fn ($client) => $client->say(TYPE_PUSH_PROMISE, END_HEADERS, 1, pack('N', 2) . H2::fields('/'))),
    '8.5 CONNECT' => $resets(fn ($client) => $client->say(TYPE_HEADERS, END_HEADERS | END_STREAM, 1,
        Hpack::literal(':method', 'CONNECT') . Hpack::literal(':authority', 'a:1'))),
    'HPACK: size of the table beyond what is allowed' => $ends(fn ($client) => $client->say(TYPE_HEADERS, END_HEADERS | END_STREAM, 1, "\x3f\xe1\xff\x03" . H2::fields('/'))),
    'HPACK: index 0' => $ends(fn ($client) => $client->say(TYPE_HEADERS, END_HEADERS | END_STREAM, 1, "\x80")),
    'HPACK: index beyond the table' => $ends(fn ($client) => $client->say(TYPE_HEADERS, END_HEADERS | END_STREAM, 1, "\xff\x00")),
    'HPACK: Huffman padding of zeroes' => $ends(fn ($client) => $client->say(TYPE_HEADERS, END_HEADERS | END_STREAM, 1, H2::fields('/') . "\0\x01x\x81\x00")),
];
$run = $http->start(SWOOLE_BASE);
foreach ($cases as $name => $case) {
    echo $name, ': ', $case($run), "\n";
}
$client = new H2($run->connect());
$client->request(1, '/');
echo 'and lives: ', $client->answer(1)->body, "\n";
$run->stop();
?>
--EXPECT--
3.4 invalid preface: HTTP/1.1 505
3.4 first frame is no SETTINGS: PROTOCOL_ERROR
4.1 unknown type is ignored: 200
4.2 DATA beyond the maximum: FRAME_SIZE_ERROR
4.2 HEADERS beyond the maximum: FRAME_SIZE_ERROR
4.3 invalid block: PROTOCOL_ERROR
4.3 another frame amid fields: PROTOCOL_ERROR
5.1 DATA to an idle stream: PROTOCOL_ERROR
5.1 RST_STREAM to an idle stream: PROTOCOL_ERROR
5.1 WINDOW_UPDATE to an idle stream: PROTOCOL_ERROR
5.1 CONTINUATION without HEADERS: PROTOCOL_ERROR
5.1.1 even stream: PROTOCOL_ERROR
5.1.1 smaller than before: PROTOCOL_ERROR
5.1.2 more than allowed: REFUSED_STREAM
6.1 DATA of stream 0: PROTOCOL_ERROR
6.1 padding beyond the frame: PROTOCOL_ERROR
6.2 HEADERS of stream 0: PROTOCOL_ERROR
6.2 padding beyond the frame: PROTOCOL_ERROR
6.3 PRIORITY of stream 0: PROTOCOL_ERROR
6.4 RST_STREAM of 3 bytes: FRAME_SIZE_ERROR
6.4 RST_STREAM of stream 0: PROTOCOL_ERROR
6.5 SETTINGS of a stream: PROTOCOL_ERROR
6.5 SETTINGS of 5 bytes: FRAME_SIZE_ERROR
6.5 ACK with a payload: FRAME_SIZE_ERROR
6.5.2 ENABLE_PUSH is 2: PROTOCOL_ERROR
6.5.2 window too large: PROTOCOL_ERROR
6.5.2 frame size too small: PROTOCOL_ERROR
6.5.2 unknown setting: 200
6.7 PING of a stream: PROTOCOL_ERROR
6.7 PING of 7 bytes: FRAME_SIZE_ERROR
6.7 PING is answered: 1
6.8 GOAWAY of a stream: PROTOCOL_ERROR
6.9 WINDOW_UPDATE of 0: PROTOCOL_ERROR
6.9 WINDOW_UPDATE of 3 bytes: FRAME_SIZE_ERROR
6.9.1 window of the connection overflows: FLOW_CONTROL_ERROR
6.9.1 window of a stream overflows: FLOW_CONTROL_ERROR
8.1 uppercase name: GOAWAY PROTOCOL_ERROR
8.2.2 connection: PROTOCOL_ERROR
8.2.2 transfer-encoding: PROTOCOL_ERROR
8.2.2 upgrade: PROTOCOL_ERROR
8.2.2 te: gzip: PROTOCOL_ERROR
8.2.2 te: trailers: 200
8.2.1 line break in a value: GOAWAY PROTOCOL_ERROR
8.2.1 NUL in a value: GOAWAY PROTOCOL_ERROR
8.2.1 white space around a value: PROTOCOL_ERROR
8.2.1 colon in a name: GOAWAY PROTOCOL_ERROR
8.3 unknown pseudo field: GOAWAY PROTOCOL_ERROR
8.3 :status in a request: PROTOCOL_ERROR
8.3 pseudo field behind others: PROTOCOL_ERROR
8.3 pseudo field twice: PROTOCOL_ERROR
8.3.1 no :method: PROTOCOL_ERROR
8.3.1 no :scheme: PROTOCOL_ERROR
8.3.1 no :path: PROTOCOL_ERROR
8.3.1 empty :path: PROTOCOL_ERROR
8.3.1 :path without a slash: PROTOCOL_ERROR
8.3.1 user in :authority: PROTOCOL_ERROR
8.3.1 host differs: PROTOCOL_ERROR
8.3.1 no host at all: 400
8.1 trailers that do not end: PROTOCOL_ERROR
8.1.1 content-length differs: PROTOCOL_ERROR
8.1.1 two content-lengths: PROTOCOL_ERROR
8.4 PUSH_PROMISE of a client: PROTOCOL_ERROR
8.5 CONNECT: 501
HPACK: size of the table beyond what is allowed: PROTOCOL_ERROR
HPACK: index 0: PROTOCOL_ERROR
HPACK: index beyond the table: PROTOCOL_ERROR
HPACK: Huffman padding of zeroes: PROTOCOL_ERROR
and lives: ok
