--TEST--
multipart/form-data: fields, files and arrays of both as the original makes them; files are there during the request and gone after it
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    $files = $request->files;
    $name = $files['f']['tmp_name'];
    $text = file_get_contents($name);
    $mine = is_uploaded_file($name);
    $moved = $files['m']['tmp_name'] && move_uploaded_file($files['m']['tmp_name'], $name . '.kept');
    array_walk_recursive($files, function (&$value, $key) { $value = $key === 'tmp_name' && $value !== '' ? dirname($value) : $value; });
    $response->end(json_encode([$request->post, $files, count($request->tmpfiles), $text, $mine, $moved, $name]));
}, ['upload_tmp_dir' => '/tmp', 'http_compression' => false]);
$part = fn (string $disposition, string $data, string $type = '') => "--BB\r\nContent-Disposition: form-data; $disposition\r\n" . ($type ? "Content-Type: $type\r\n" : '') . "\r\n$data\r\n";
$body = $part('name="a"', 'v1') . $part('name="arr[x]"', "two\r\nlines") . $part('name="f"; filename="x \"y\".txt"', 'filedata', 'text/plain')
    . $part('name="m"; filename="m.bin"', "\0\1") . $part('name="g[]"; filename="1.txt"', 'q') . $part('name="g[]"; filename=""', '') . "--BB--\r\n";
in_both_modes($http, function (Run $run) use ($body) {
    $got = json_decode(fetch($run, 'POST /', ['Content-Type: multipart/form-data; boundary=BB'], $body)->body);
    $name = array_pop($got);
    echo json_encode($got, JSON_UNESCAPED_SLASHES), "\n";
    until(fn () => !clearstatcache() && !file_exists($name), 'the upload to be deleted');
    echo strlen(file_get_contents("$name.kept")), "\n";
    unlink("$name.kept");
});
?>
--EXPECT--
[{"a":"v1","arr":{"x":"two\r\nlines"}},{"f":{"type":"text/plain","tmp_name":"/tmp","size":8,"name":"x \"y\".txt","error":0},"m":{"type":"","tmp_name":"/tmp","size":2,"name":"m.bin","error":0},"g":[{"type":"","tmp_name":"/tmp","size":1,"name":"1.txt","error":0},{"type":"","tmp_name":"","size":0,"name":"","error":4}]},3,"filedata",true,true]
2
