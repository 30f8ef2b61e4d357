--TEST--
curl: Expect, HEAD, ranges and resumed downloads, chunked uploads, forms, codings, HTTP/1.0, HTTP/2, kept and parallel connections, slow reading
--SKIPIF--
<?php
require __DIR__ . '/../include/site.php';
command('curl') or die('skip no curl here');
?>
--FILE--
<?php
require __DIR__ . '/../include/site.php';
$http = server(function (int $mode, string $root) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE, 'enable_static_handler' => true, 'document_root' => $root, 'open_http2_protocol' => true,
        'package_max_length' => 8 << 20]);
    $server->on('request', function ($request, $response) use ($root) {
        switch ($request->server['path_info']) {
            case '/md5':
                return $response->end(md5($request->rawContent()));
            case '/form':
                return $response->end(json_encode([$request->post, array_map(fn ($file) => [$file['name'], md5_file($file['tmp_name'])], $request->files)]));
            case '/text':
                return $response->end(str_repeat('a text that is worth to be packed. ', 1000));
            case '/sendfile':
                return $response->sendfile("$root/file.bin");
            case '/redirect':
                return $response->redirect('/method', (int) $request->get['code']);
            case '/method':
                return $response->end($request->getMethod());
        }
        $response->status(404);
        $response->end();
    });
    ready($server);
    $server->start();
});
$root = sys_get_temp_dir() . '/rswoole-curl-' . getmypid();
mkdir($root);
file_put_contents("$root/file.bin", random_bytes(3 << 20));
file_put_contents("$root/up.bin", random_bytes(2 << 20));
ftruncate(fopen("$root/huge.bin", 'c'), 100000000);
foreach (MODES as $mode) {
    $run = $http->start($mode, $root);
    $site = "http://127.0.0.1:{$run->port()}";
    $run->connect();
    $curl = fn (string ...$arguments) => client([command('curl'), '-sS', '--max-time', '20', ...$arguments]);
    $same = fn (string $got, string $file = 'up.bin') => $got === md5_file("$root/$file") ? 'same' : "different: $got";
    echo 'Expect: ', $same($curl('-H', 'Expect: 100-continue', '--expect100-timeout', '20', '--data-binary', "@$root/up.bin", "$site/md5")), "\n";
    echo 'too large: ', $curl('-o', '/dev/null', '-w', '%{http_code} %{size_upload}', '-H', 'Expect: 100-continue', '--expect100-timeout', '20', '-T', "$root/huge.bin", "$site/md5"), "\n";
    echo 'chunked: ', $same($curl('-H', 'Transfer-Encoding: chunked', '-T', "$root/up.bin", "$site/md5")), "\n";
    echo 'form: ', str_replace(md5_file("$root/up.bin"), 'MD5', $curl('-F', 'a[b]=c', '-F', "file=@$root/up.bin", "$site/form")), "\n";
    echo 'HEAD: ', preg_replace(['/\r/', '/^(Date|Last-Modified|ETag|Server).*\n/m', '/\n+/'], ['', '', ' '], $curl('-I', "$site/file.bin", "$site/text")), "\n";
    foreach (['0-9', '100-', '-100', '3145728-', '0-0,5-9'] as $range) {
        [$code, $md5] = explode(' ', $curl('-r', $range, '-o', "$root/part", '-w', '%{http_code} ', "$site/file.bin")) + [1 => ''];
        clearstatcache();
        echo "range $range: $code ", $code === '416' ? 0 : filesize("$root/part"), "\n";
    }
    file_put_contents("$root/part", substr(file_get_contents("$root/file.bin"), 0, 1000000));
    $curl('-C', '-', '-o', "$root/part", "$site/file.bin");
    echo 'resumed: ', $same(md5_file("$root/part"), 'file.bin'), "\n";
    foreach (['gzip', 'deflate', 'br', 'zstd'] as $coding) {
        $packed = $curl('-H', "Accept-Encoding: $coding", '-w', '%header{content-encoding} %{size_download}', '-o', '/dev/null', "$site/text");
        echo "$coding: ", preg_replace_callback('/\d+$/', fn ($size) => $size[0] < 35000 ? 'packed' : $size[0], $packed), "\n";
    }
    echo 'unpacked: ', strlen($curl('--compressed', "$site/text")), "\n";
    echo 'HTTP/1.0: ', $curl('--http1.0', '-w', ' %{http_version} %{num_connects}', "$site/method", "$site/method"), "\n";
    echo 'HTTP/2: ', $curl('--http2-prior-knowledge', '-w', ' %{http_version}', "$site/method"), ', ', $curl('--http2', '-w', ' %{http_version}', "$site/method"), "\n";
    echo 'kept: ', $curl('-w', ' %{num_connects} ', "$site/method", '-o', '/dev/null', "$site/chunks", '-X', 'DELETE', "$site/method"), "\n";
    foreach ([302, 303, 307] as $code) {
        echo "redirect $code: ", $curl('-L', '-d', 'x', "$site/redirect?code=$code"), "\n";
    }
    $curl('-Z', '--parallel-max', '20', '-o', "$root/many#1", "$site/sendfile?[1-40]");
    echo 'parallel: ', count(array_filter(glob("$root/many*"), fn ($file) => md5_file($file) === md5_file("$root/file.bin"))), "\n";
    array_map('unlink', glob("$root/many*"));
    $curl('--limit-rate', '2M', '-o', "$root/part", "$site/sendfile");
    echo 'slow: ', $same(md5_file("$root/part"), 'file.bin'), "\n\n";
    $run->stop();
    echo $run->output();
}
array_map('unlink', glob("$root/*"));
rmdir($root);
?>
--EXPECT--
Expect: same
too large: 413 0
chunked: same
form: [{"a":{"b":"c"}},{"file":["up.bin","MD5"]}]
HEAD: HTTP/1.1 200 OK Connection: keep-alive Content-Type: application/octet-stream Content-Length: 3145728 Accept-Ranges: bytes HTTP/1.1 200 OK Connection: keep-alive Content-Type: text/html Content-Length: 35000 
range 0-9: 206 10
range 100-: 206 3145628
range -100: 206 100
range 3145728-: 416 0
range 0-0,5-9: 200 3145728
resumed: same
gzip: gzip packed
deflate: deflate packed
br: br packed
zstd: zstd packed
unpacked: 35000
HTTP/1.0: GET 1.1 1GET 1.1 1
HTTP/2: GET 2, GET 2
kept:  1  0 DELETE 0 
redirect 302: GET
redirect 303: GET
redirect 307: POST
parallel: 40
slow: same

Expect: same
too large: 413 0
chunked: same
form: [{"a":{"b":"c"}},{"file":["up.bin","MD5"]}]
HEAD: HTTP/1.1 200 OK Connection: keep-alive Content-Type: application/octet-stream Content-Length: 3145728 Accept-Ranges: bytes HTTP/1.1 200 OK Connection: keep-alive Content-Type: text/html Content-Length: 35000 
range 0-9: 206 10
range 100-: 206 3145628
range -100: 206 100
range 3145728-: 416 0
range 0-0,5-9: 200 3145728
resumed: same
gzip: gzip packed
deflate: deflate packed
br: br packed
zstd: zstd packed
unpacked: 35000
HTTP/1.0: GET 1.1 1GET 1.1 1
HTTP/2: GET 2, GET 2
kept:  1  0 DELETE 0 
redirect 302: GET
redirect 303: GET
redirect 307: POST
parallel: 40
slow: same
