--TEST--
Large forms are split as they arrive: files, fields and the raw body as of small ones; too large files have error 1; nothing stays behind
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = server(function (int $mode, string $folder) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE, 'package_max_length' => 64 << 20, 'upload_tmp_dir' => $folder, 'upload_max_filesize' => 3 << 20]);
    $server->on('request', function ($request, $response) use ($folder) {
        if ($request->server['request_uri'] === '/unseen') {
            return $response->end((string) count(glob("$folder/*")));
        }
        $raw = @$request->rawContent();
        $raw = $raw === false ? 'incomplete' : md5($raw);
        $files = array_map(fn ($file) => [$file['name'], $file['type'], $file['size'], $file['error'], $file['error'] ? '' : md5_file($file['tmp_name']),
            $file['error'] ? '' : is_uploaded_file($file['tmp_name'])], $request->files);
        $moved = move_uploaded_file($request->files['a']['tmp_name'], "$folder/kept");
        $response->end(json_encode([$request->post, $files, count($request->tmpfiles), $raw, $moved, @$request->rawContent()]));
    });
    ready($server);
    $server->start();
});
$folder = sys_get_temp_dir() . '/rswoole-upload-' . getmypid();
mkdir($folder);
[$a, $b] = [random_bytes(1 << 20), str_repeat("\r\n--Bx\r\n--B\r\n\r", 20000)];
$part = fn (string $disposition, string $data, string $type = '') => "--BB\r\nContent-Disposition: form-data; $disposition\r\n" . ($type ? "Content-Type: $type\r\n" : '') . "\r\n$data\r\n";
$big = $part('name="big"; filename="big"', str_repeat('x', 3145729), 'text/x');
$form = $part('name="x[y]"', 'field') . $part('name="a"; filename="a.bin"', $a, 'image/png') . $big . $part('name="b"; filename="b"', $b) . $part('name="none"; filename=""', '', 'text/x') . $part('name="z"', "last\r\n") . "--BB--\r\n";
$type = 'Content-Type: multipart/form-data; boundary=BB';
foreach (MODES as $mode) {
    $run = $http->start($mode, $folder);
    $without = str_replace($big, '', $form);
    $chunked = implode('', array_map(fn ($piece) => dechex(strlen($piece)) . "\r\n$piece\r\n", str_split($without, 300001))) . "0\r\n\r\n";
    foreach ([[[], $form], [['Transfer-Encoding: chunked'], $chunked]] as [$headers, $body]) {
        $got = json_decode(fetch($run, 'POST /', [$type, ...$headers], $body)->body, true);
        echo json_encode($got[0]), ' ', $got[2], ' ', $got[3] === md5($without) ? 'same' : $got[3], ' ', json_encode([$got[4], $got[5]]), "\n";
        foreach ($got[1] as $name => $file) {
            $file[4] = $file[4] === '' ? '' : ($file[4] === md5(['a' => $a, 'b' => $b][$name]) ? 'same' : 'different');
            echo "  $name ", json_encode($file), "\n";
        }
        echo filesize("$folder/kept"), "\n";
        unlink("$folder/kept");
    }
    echo fetch($run, 'POST /unseen', [$type], $form)->body, " files\n";
    until(fn () => count(glob("$folder/*")) === 0, 'all uploads to be deleted');
    // A client that goes away in the middle, a form that is none, and one without its end.
    $client = $run->connect();
    say($client, substr(request('POST /', [$type], $form), 0, 700000));
    until(fn () => count(glob("$folder/*")) === 1, 'the upload to begin');
    fclose($client);
    until(fn () => count(glob("$folder/*")) === 0, 'the broken upload to be deleted');
    foreach ([str_repeat('no form', 50000), substr($form, 0, -8)] as $bad) {
        echo fetch($run, 'POST /', [$type], $bad)->status, "\n";
    }
    until(fn () => count(glob("$folder/*")) === 0, 'what came of bad forms to be deleted');
    $run->stop();
}
rmdir($folder);
?>
--EXPECT--
{"x":{"y":"field"},"z":"last\r\n"} 2 incomplete [true,false]
  a ["a.bin","image\/png",1048576,0,"same",true]
  big ["big","text\/x",0,1,"",""]
  b ["b","",280000,0,"same",true]
  none ["","",0,4,"",""]
1048576
{"x":{"y":"field"},"z":"last\r\n"} 2 same [true,false]
  a ["a.bin","image\/png",1048576,0,"same",true]
  b ["b","",280000,0,"same",true]
  none ["","",0,4,"",""]
1048576
2 files
400
400
{"x":{"y":"field"},"z":"last\r\n"} 2 incomplete [true,false]
  a ["a.bin","image\/png",1048576,0,"same",true]
  big ["big","text\/x",0,1,"",""]
  b ["b","",280000,0,"same",true]
  none ["","",0,4,"",""]
1048576
{"x":{"y":"field"},"z":"last\r\n"} 2 same [true,false]
  a ["a.bin","image\/png",1048576,0,"same",true]
  b ["b","",280000,0,"same",true]
  none ["","",0,4,"",""]
1048576
2 files
400
400
