--TEST--
enable_static_handler: files, index files, listings, ranges and conditions without a worker; nothing above document_root; the rest goes to PHP
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = server(function (int $mode, string $root, array $set) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set($set + ['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE, 'enable_static_handler' => true, 'document_root' => $root, 'http_index_files' => ['index.html']]);
    $server->on('request', fn ($request, $response) => $response->end('php'));
    ready($server);
    $server->start();
});
$root = sys_get_temp_dir() . '/rswoole-static-' . getmypid();
@mkdir("$root/static/sub", 0777, true);
file_put_contents("$root/static/a b.txt", 'hello!');
file_put_contents("$root/static/sub/index.html", '<h1>i</h1>');
file_put_contents("$root/static/<x>.css", '');
file_put_contents("$root/large.bin", str_repeat('0123456789abcdef', 100000));
touch("$root/static/a b.txt", 1000000000);
foreach (MODES as $mode) {
    $run = $http->start($mode, $root, ['http_autoindex' => true]);
    $client = $run->connect();
    $get = function (string $line, array $headers = []) use ($client) {
        say($client, request($line, $headers));
        return answer($client, str_starts_with($line, 'HEAD'));
    };
    foreach (['/static/a%20b.txt?x=1', '/static/sub', '/static/sub/', '/none', '/static/../../etc/passwd', '/static/%2e%2e/%2e%2e/etc/passwd'] as $path) {
        $answer = $get("GET $path");
        echo $answer->status, ' ', $answer->body, ' ', $answer->header('content-type'), "\n";
    }
    echo $get('HEAD /static/a%20b.txt')->header('content-length'), ' ', $get('POST /static/a%20b.txt')->body, ' ', md5($get('GET /large.bin')->body) === md5_file("$root/large.bin") ? 'same' : 'different', "\n";
    preg_match_all('~<a href="([^"]*)">([^<]*)<~', $get('GET /static/')->body, $links);
    echo json_encode(array_combine($links[1], $links[2]), JSON_UNESCAPED_SLASHES), "\n";
    $answer = $get('GET /static/a%20b.txt');
    echo $answer->header('last-modified'), ' ', $answer->header('etag'), "\n";
    foreach (['If-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT', 'If-Modified-Since: Sun, 09 Sep 2001 01:46:39 GMT', 'If-None-Match: "x", ' . $answer->header('etag'),
        'Range: bytes=1-2', 'Range: bytes=-2', 'Range: bytes=6-'] as $header) {
        $answer = $get('GET /static/a%20b.txt', [$header]);
        echo $answer->status, ' ', $answer->body, ' ', $answer->header('content-range'), "\n";
    }
    $run->stop();
    $run = $http->start($mode, $root, ['static_handler_locations' => ['/static']]);
    foreach (['/static/a%20b.txt', '/static/none', '/static/', '/large.bin'] as $path) {
        $answer = fetch($run, "GET $path");
        echo $answer->status, ' ', strip_tags($answer->body), "\n";
    }
    $run->stop();
}
array_map('unlink', ["$root/static/a b.txt", "$root/static/sub/index.html", "$root/static/<x>.css", "$root/large.bin"]);
array_map('rmdir', ["$root/static/sub", "$root/static", $root]);
?>
--EXPECT--
200 hello! text/plain
200 <h1>i</h1> text/html
200 <h1>i</h1> text/html
200 php text/html
200 php text/html
200 php text/html
6 php same
{"/static/../":"../","/static/%3Cx%3E.css":"&lt;x&gt;.css","/static/a%20b.txt":"a b.txt","/static/sub/":"sub/"}
Sun, 09 Sep 2001 01:46:40 GMT "3b9aca00-6"
304  
200 hello! 
304  
206 el bytes 1-2/6
206 o! bytes 4-5/6
416  bytes */6
200 hello!
404 HTTP 404 Not Found
404 HTTP 404 Not Found
200 php
200 hello! text/plain
200 <h1>i</h1> text/html
200 <h1>i</h1> text/html
200 php text/html
200 php text/html
200 php text/html
6 php same
{"/static/../":"../","/static/%3Cx%3E.css":"&lt;x&gt;.css","/static/a%20b.txt":"a b.txt","/static/sub/":"sub/"}
Sun, 09 Sep 2001 01:46:40 GMT "3b9aca00-6"
304  
200 hello! 
304  
206 el bytes 1-2/6
206 o! bytes 4-5/6
416  bytes */6
200 hello!
404 HTTP 404 Not Found
404 HTTP 404 Not Found
200 php
