--TEST--
enable_static_handler does what it says: files, ranges, conditions and listings by the code of Http\Server, each as it is there; the rest goes to handlers
--FILE--
<?php
// The original ignores the option on this class; here no option is ignored in silence.
require __DIR__ . '/../include/http.php';
$server = server(function (string $root, array $set, bool $coroutine) {
    $set += ['enable_static_handler' => true, 'document_root' => $root, 'http_index_files' => ['index.html']];
    $handler = fn ($request, $response) => $response->end('php ' . $request->server['request_uri']);
    if (!$coroutine) {
        $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
        $server->set($set + ['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
        $server->on('request', $handler);
        ready($server);
        return $server->start();
    }
    Co\run(function () use ($set, $handler) {
        $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0);
        $server->set($set);
        $server->handle('/', $handler);
        ready((object) ['ports' => [$server]]);
        $server->start();
    });
});
$root = sys_get_temp_dir() . '/rswoole-hosted-static-' . getmypid();
@mkdir("$root/sub", 0777, true);
file_put_contents("$root/a b.txt", 'hello!');
file_put_contents("$root/sub/index.html", '<h1>i</h1>');
file_put_contents("$root/large.bin", str_repeat('0123456789abcdef', 200000));
touch("$root/a b.txt", 1000000000);
$ask = function (array $set) use ($server, $root) {
    foreach ([true, false] as $coroutine) {
        $run = $server->start($root, $set, $coroutine);
        $client = $run->connect();
        $said = '';
        foreach (['GET /a%20b.txt?x=1', 'HEAD /a%20b.txt', 'POST /a%20b.txt', 'GET /sub', 'GET /', 'GET /none', 'GET /sub/none', 'GET /../../etc/passwd', 'GET /large.bin'] as $line) {
            foreach ($line === 'GET /a%20b.txt?x=1' ? ['', 'Range: bytes=1-2', 'Range: bytes=6-', 'If-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT', 'Connection: close'] : [''] as $header) {
                $on = $header === 'Connection: close' ? $run->connect() : $client;
                say($on, request($line, array_filter([$header])));
                $answer = answer($on, str_starts_with($line, 'HEAD'));
                unset($answer->headers['date']);
                $said .= "$line $header: $answer->status " . (strlen($answer->body) > 100 ? md5($answer->body) : $answer->body) . ' ' . json_encode($answer->headers, JSON_UNESCAPED_SLASHES) . "\n";
            }
        }
        $run->stop();
        $both[] = $said;
    }
    var_dump($both[0] === $both[1] ?: $both);
    return $both[0];
};
echo preg_replace('/^(.*?) \{.*/m', '$1', $ask([]));
$ask(['http_autoindex' => true]);
echo implode("\n", preg_grep('~^GET (/none|/sub/none|/sub) ~', explode("\n", preg_replace('/^(.*?) \{.*/m', '$1', $ask(['static_handler_locations' => ['/sub']]))))), "\n";
array_map('unlink', ["$root/a b.txt", "$root/sub/index.html", "$root/large.bin"]);
array_map('rmdir', ["$root/sub", $root]);
?>
--EXPECT--
bool(true)
GET /a%20b.txt?x=1 : 200 hello!
GET /a%20b.txt?x=1 Range: bytes=1-2: 206 el
GET /a%20b.txt?x=1 Range: bytes=6-: 416 
GET /a%20b.txt?x=1 If-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT: 304 
GET /a%20b.txt?x=1 Connection: close: 200 hello!
HEAD /a%20b.txt : 200 
POST /a%20b.txt : 200 php /a%20b.txt
GET /sub : 200 <h1>i</h1>
GET / : 200 php /
GET /none : 200 php /none
GET /sub/none : 200 php /sub/none
GET /../../etc/passwd : 200 php /../../etc/passwd
GET /large.bin : 200 4aba14a3846efbcabb4942274fa5639c
bool(true)
bool(true)
GET /sub : 200 <h1>i</h1>
GET /none : 200 php /none
GET /sub/none : 404 <html><body><h1>HTTP 404 Not Found</h1></body></html>
