--TEST--
HTTP/2: large forms and bodies go to files as they arrive, as over HTTP/1; what is given up, broken or too long leaves nothing behind
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = server(function (int $mode, string $folder) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE, 'package_max_length' => 20 << 20, 'upload_tmp_dir' => $folder, 'upload_max_filesize' => 3 << 20,
        'open_http2_protocol' => true, 'http2_init_window_size' => 32 << 20]);
    $server->on('request', function ($request, $response) use ($folder) {
        if ($request->server['request_uri'] === '/unseen') {
            return $response->end((string) count(glob("$folder/*")));
        }
        $files = array_map(fn ($file) => [$file['name'], $file['size'], $file['error'], $file['error'] ? '' : md5_file($file['tmp_name'])], $request->files ?? []);
        $response->end(json_encode([$request->post, $files, count(glob("$folder/*")), md5((string) @$request->rawContent())]));
    });
    ready($server);
    $server->start();
});
/** Fields, and a body in frames of a size that every server takes; `last`: it ends. */
function upload(H2 $client, int $stream, string $path, string $type, string $body, bool $last = true, array $headers = []): void
{
    $client->say(TYPE_HEADERS, END_HEADERS, $stream, H2::fields($path, $headers + ['content-type' => $type], 'POST'));
    $pieces = str_split($body, 16384);
    foreach ($pieces as $i => $piece) {
        $client->say(TYPE_DATA, $last && $i === count($pieces) - 1 ? END_STREAM : 0, $stream, $piece);
    }
}
$folder = sys_get_temp_dir() . '/rswoole-upload2-' . getmypid();
mkdir($folder);
$a = random_bytes(1 << 20);
$part = fn (string $disposition, string $data) => "--BB\r\nContent-Disposition: form-data; $disposition\r\n\r\n$data\r\n";
$form = $part('name="x[y]"', 'field') . $part('name="a"; filename="a.bin"', $a) . $part('name="big"; filename="big"', str_repeat('x', 3145729)) . "--BB--\r\n";
$type = 'multipart/form-data; boundary=BB';
$body = random_bytes(6 << 20);
foreach (MODES as $mode) {
    $run = $http->start($mode, $folder);
    $client = new H2($run->connect());
    // The windows count once they are acknowledged.
    $client->until(fn () => $client->settings !== []);
    // With and without a length; two at once.
    upload($client, 1, '/', $type, $form, true, ['content-length' => (string) strlen($form)]);
    upload($client, 3, '/', $type, $form);
    foreach ([1, 3] as $stream) {
        [$post, $files] = json_decode($client->answer($stream)->body, true);
        echo json_encode($post), ' ', json_encode(array_slice($files['a'], 0, 3)), $files['a'][3] === md5($a) ? ' same ' : ' different ', json_encode($files['big']), "\n";
    }
    // What is no form goes to a file as a whole, also when its length comes out late.
    foreach ([5 => ['content-length' => (string) strlen($body)], 7 => []] as $stream => $headers) {
        upload($client, $stream, '/', 'text/plain', $body, true, $headers);
        [$post, , $count, $sum] = json_decode($client->answer($stream)->body, true);
        echo json_encode($post), " $count ", $sum === md5($body) ? 'same' : 'different', "\n";
    }
    upload($client, 9, '/unseen', $type, $form);
    echo $client->answer(9)->body, " files\n";
    until(fn () => count(glob("$folder/*")) === 0, 'all uploads to be deleted');
    // Given up, broken, without an end, too long, and a client that goes away.
    upload($client, 11, '/', $type, substr($form, 0, 700000), false);
    until(fn () => count(glob("$folder/*")) === 1, 'the upload to begin');
    $client->say(TYPE_RST_STREAM, 0, 11, pack('N', 8));
    until(fn () => count(glob("$folder/*")) === 0, 'what was given up to be deleted');
    upload($client, 13, '/', $type, str_repeat('no form', 50000));
    upload($client, 15, '/', $type, substr($form, 0, -8));
    upload($client, 17, '/', 'text/plain', str_repeat('x', 21 << 20), false);
    echo implode(' ', array_map(fn ($stream) => $client->answer($stream)->status, [13, 15, 17])), "\n";
    upload($client, 19, '/', $type, substr($form, 0, 700000), false);
    until(fn () => count(glob("$folder/*")) === 1, 'the upload to begin');
    fclose($client->socket);
    until(fn () => count(glob("$folder/*")) === 0, 'the rest to be deleted');
    $run->stop();
}
rmdir($folder);
?>
--EXPECT--
{"x":{"y":"field"}} ["a.bin",1048576,0] same ["big",0,1,""]
{"x":{"y":"field"}} ["a.bin",1048576,0] same ["big",0,1,""]
null 1 same
null 1 same
1 files
400 400 413
{"x":{"y":"field"}} ["a.bin",1048576,0] same ["big",0,1,""]
{"x":{"y":"field"}} ["a.bin",1048576,0] same ["big",0,1,""]
null 1 same
null 1 same
1 files
400 400 413
