--TEST--
HTTP/2: files of the static handler, and compressed bodies
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$root = sys_get_temp_dir() . '/rswoole-h2-root-' . getmypid();
$http = http2(
    fn ($request, $response) => $response->end(str_repeat('compress me ', 100)),
    ['enable_static_handler' => true, 'document_root' => getenv('H2_ROOT') ?: '/nowhere'],
);
putenv("H2_ROOT=$root");
mkdir($root);
file_put_contents("$root/a.txt", 'abcdef');
file_put_contents("$root/large.bin", str_repeat('0123456789', 50000));
in_both_modes($http, function (Run $run) {
    $client = new H2($run->connect());
    foreach (['/a.txt' => [], '/large.bin' => [], '/a.txt?range' => ['range' => 'bytes=1-3'], '/none' => ['accept-encoding' => 'gzip']] as $path => $headers) {
        static $stream = -1;
        $client->request($stream += 2, $path, $headers);
        $answer = $client->answer($stream);
        $body = ($answer->headers['content-encoding'] ?? '') === 'gzip' ? gzdecode($answer->body) : $answer->body;
        echo $path, ' ', $answer->status, ' ', $answer->headers['content-type'], ' ', strlen($body), ' ', $answer->headers['content-encoding'] ?? '-', ' ',
            $answer->headers['content-length'] == strlen($answer->body) ? 'length' : 'no length', ' ', isset($answer->headers['connection']) ? 'connection' : '', "\n";
    }
});
array_map('unlink', glob("$root/*"));
rmdir($root);
?>
--EXPECT--
/a.txt 200 text/plain 6 - length 
/large.bin 200 application/octet-stream 500000 - length 
/a.txt?range 206 text/plain 3 - length 
/none 200 text/html 1200 gzip length
