--TEST--
HTTP/2 floods end the connection with ENHANCE_YOUR_CALM, and nobody else notices: rapid resets, pings, settings, empty frames, endless fields
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(function ($request, $response) {
    static $begun = 0;
    if ($request->server['request_uri'] === '/begun') {
        return $response->end((string) $begun);
    }
    $begun++;
    Co::sleep(0.05);
    $response->end('ok');
});
/** Sends the frames until the server has enough. */
$flood = function (Run $run, Closure $frame) {
    $client = new H2($run->connect());
    stream_set_blocking($client->socket, true);
    for ($i = 0; $i < 200; $i++) {
        $bytes = '';
        for ($j = 0; $j < 200; $j++) {
            $bytes .= $frame($i * 200 + $j);
        }
        if (!say($client->socket, $bytes)) {
            break;
        }
        // What it says meanwhile must be read, or it would wait for that.
        while (!silent($client->socket, 0.001) && $client->hear());
        if ($client->goaway !== null || $client->closed) {
            break;
        }
    }
    return $client->end();
};
$floods = [
    'resets' => fn ($n) => H2::frame(TYPE_HEADERS, END_HEADERS | END_STREAM, 2 * $n + 1, H2::fields('/')) . H2::frame(TYPE_RST_STREAM, 0, 2 * $n + 1, pack('N', 8)),
    'pings' => fn () => H2::frame(TYPE_PING, 0, 0, '12345678'),
    'settings' => fn () => H2::frame(TYPE_SETTINGS, 0, 0),
    'priorities' => fn () => H2::frame(TYPE_PRIORITY, 0, 1, "\0\0\0\3\0"),
    'empty data' => fn ($n) => ($n ? '' : H2::frame(TYPE_HEADERS, END_HEADERS, 1, H2::fields('/', [], 'POST'))) . H2::frame(TYPE_DATA, 0, 1),
    'small windows' => fn () => H2::frame(TYPE_WINDOW_UPDATE, 0, 0, pack('N', 1)),
    'continuations' => fn ($n) => $n ? H2::frame(TYPE_CONTINUATION, 0, 1, '') : H2::frame(TYPE_HEADERS, 0, 1, H2::fields('/')),
    'endless fields' => fn ($n) => H2::frame($n ? TYPE_CONTINUATION : TYPE_HEADERS, 0, 1, Hpack::literal('x', str_repeat('x', 1000))),
];
in_both_modes($http, function (Run $run) use ($floods, $flood) {
    foreach ($floods as $what => $frame) {
        $end = $flood($run, $frame);
        echo $what, ': ', in_array($end, ['ENHANCE_YOUR_CALM', 'PROTOCOL_ERROR', 'closed']) ? 'ended' : $end, "\n";
    }
    // What was reset costs the application no more than the streams that are allowed at once.
    $client = new H2($run->connect());
    $client->request(1, '/begun');
    echo (int) $client->answer(1)->body < 3000 ? 'few' : $client->of(1)->body, " requests begun\n";
    // Fields that are too many are answered, not only refused.
    $client->say(TYPE_HEADERS, END_STREAM, 3, substr($block = H2::fields('/', ['x' => array_fill(0, 70, str_repeat('x', 1000))]), 0, 16000));
    foreach (str_split(substr($block, 16000), 16000) as $i => $piece) {
        $client->say(TYPE_CONTINUATION, strlen($block) - 16000 <= ($i + 1) * 16000 ? END_HEADERS : 0, 3, $piece);
    }
    echo 'too many fields: ', $client->answer(3)->status, "\n";
});
?>
--EXPECT--
resets: ended
pings: ended
settings: ended
priorities: ended
empty data: ended
small windows: ended
continuations: ended
endless fields: ended
few requests begun
too many fields: 431
