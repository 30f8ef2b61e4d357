--TEST--
Options of a Coroutine\Http\Server: parsing, compression, limits and sockets as said; what has no effect is told by name
--FILE--
<?php
// http_server, the options of HTTP; settings
require __DIR__ . '/../include/http.php';
$server = server(function (array $set) {
    Co::set(['hook_flags' => 0]);
    Co\run(function () use ($set) {
        $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0);
        var_dump($server->set([]), $server->set($set));
        $server->handle('/', fn ($q, $r) => $r->end(json_encode([$q->cookie, $q->post, $q->files, $q->header['cookie'] ?? null])));
        $server->handle('/text', function ($q, $r) { $r->header('Content-Type', $q->get['type']); $r->end(str_repeat('x', $q->get['size'])); });
        $server->handle('/socket', fn ($q, $r) => $r->end(json_encode(array_map(fn ($option) => $r->socket->getOption(SOL_TCP, $option), ['nodelay' => TCP_NODELAY, 'idle' => 4, 'interval' => 5, 'count' => 6]))));
        ready((object) ['ports' => [$server]]);
        $server->start();
    });
});
$form = "--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\nx\r\n--B\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\ny\r\n--B--\r\n";
foreach ([[], ['http_parse_cookie' => false, 'http_parse_post' => false, 'http_parse_files' => false, 'http_compression_min_length' => 100, 'http_compression_types' => ['text/x-own'],
    'package_max_length' => 70000, 'open_tcp_nodelay' => false, 'open_tcp_keepalive' => true, 'tcp_keepidle' => 7, 'tcp_keepinterval' => 8, 'tcp_keepcount' => 9],
    ['http_compression' => false, 'max_idle_time' => 0.2, 'worker_num' => 2, 'open_eof_check' => true, 'heartbeat_idle_time' => 5, 'nonsense' => 1, 'log_level' => 1]] as $set) {
    $run = $server->start($set);
    echo preg_replace('~"tmp_name":"[^"]*"~', '"tmp_name":"…"', fetch($run, 'POST /', ['Cookie: c=1', 'Content-Type: multipart/form-data; boundary=B'], $form)->body), "\n";
    echo preg_replace('~"tmp_name":"[^"]*"~', '', fetch($run, 'POST /', ['Content-Type: application/x-www-form-urlencoded'], 'p=1')->body), "\n";
    foreach ([[19, 'text/html'], [20, 'text/html'], [100, 'text/x-own'], [100, 'image/png']] as [$size, $type]) {
        echo "$size $type: ", fetch($run, "GET /text?size=$size&type=$type", ['Accept-Encoding: gzip'])->header('content-encoding') ?? 'plain', "\n";
    }
    echo fetch($run, 'POST /', [], str_repeat('x', 80000))->status, "\n";
    $socket = json_decode(fetch($run, 'GET /socket')->body, true);
    echo json_encode(isset($set['open_tcp_keepalive']) ? $socket : ['nodelay' => $socket['nodelay']]), "\n";
    if (isset($set['max_idle_time'])) {
        $client = $run->connect();
        say($client, request('GET /'));
        answer($client);
        var_dump(closed($client));
    }
    $run->stop();
    echo preg_replace('/^\s*\n| in .*/m', '', $run->output()), preg_replace('/^.*?option/m', 'option', $run->log());
}
?>
--EXPECT--
[{"c":"1"},{"b":"y"},{"a":{"type":"","tmp_name":"…","size":1,"name":"a","error":0}},null]
[null,{"p":"1"},null,null]
19 text/html: plain
20 text/html: gzip
100 text/x-own: gzip
100 image/png: plain
200
{"nodelay":1}
bool(false)
bool(false)
[null,null,null,"c=1"]
[null,null,null,null]
19 text/html: plain
20 text/html: plain
100 text/x-own: gzip
100 image/png: plain
413
{"nodelay":0,"idle":7,"interval":8,"count":9}
bool(false)
bool(true)
[{"c":"1"},{"b":"y"},{"a":{"type":"","tmp_name":"…","size":1,"name":"a","error":0}},null]
[null,{"p":"1"},null,null]
19 text/html: plain
20 text/html: plain
100 text/x-own: plain
100 image/png: plain
200
{"nodelay":1}
bool(true)
Warning: unsupported option [nonsense]
bool(false)
bool(true)
option [worker_num] has no effect on a Coroutine\Http\Server: set it on server
option [open_eof_check] has no effect on a Coroutine\Http\Server: set it on server, port
option [heartbeat_idle_time] has no effect on a Coroutine\Http\Server: set it on server, port
option [log_level] has no effect on a Coroutine\Http\Server: set it on server, Coroutine::set()
