--TEST--
Large forms and bodies on a Coroutine\Http\Server go to upload_tmp_dir as they arrive and are gone with the request; getContent() gives them back
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$server = server(function (string $folder) {
    Co\run(function () use ($folder) {
        $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0);
        $server->set(['package_max_length' => 64 << 20, 'upload_tmp_dir' => $folder, 'upload_max_filesize' => 3 << 20]);
        $server->handle('/form', function ($request, $response) {
            $file = $request->files['a'];
            $raw = md5($request->rawContent());
            $response->end(json_encode([$request->post, $file['size'], is_uploaded_file($file['tmp_name']), md5_file($file['tmp_name']), $request->files['big']['error'] ?? 0, $raw]));
        });
        $server->handle('/body', fn ($request, $response) => $response->end(md5($request->getContent()) . count(glob("$folder/*"))));
        ready((object) ['ports' => [$server]]);
        $server->start();
    });
});
$folder = sys_get_temp_dir() . '/rswoole-hosted-upload-' . getmypid();
mkdir($folder);
$run = $server->start($folder);
$part = fn (string $disposition, string $data) => "--BB\r\nContent-Disposition: form-data; $disposition\r\n\r\n$data\r\n";
$a = random_bytes(1 << 20);
$form = $part('name="x[y]"', 'field') . $part('name="a"; filename="a.bin"', $a) . "--BB--\r\n";
$type = 'Content-Type: multipart/form-data; boundary=BB';
$client = $run->connect();
say($client, request('POST /form', [$type], $form));
$got = json_decode(answer($client)->body);
var_dump($got[0]->x->y, $got[1], $got[2], $got[3] === md5($a), $got[4], $got[5] === md5($form));
$body = str_repeat($a, 6);
say($client, request('POST /body', ['Content-Type: application/octet-stream'], $body));
var_dump(answer($client)->body === md5($body) . '1');
// Nobody handles it: nothing of it stays either.
say($client, request('POST /nothing', [$type], $form));
var_dump(answer($client)->status);
until(fn () => count(glob("$folder/*")) === 0, 'all uploads to be deleted');
say($client, substr(request('POST /form', [$type], $form), 0, 700000));
until(fn () => count(glob("$folder/*")) === 1, 'the upload to begin');
fclose($client);
until(fn () => count(glob("$folder/*")) === 0, 'the broken upload to be deleted');
var_dump(fetch($run, 'POST /body', ['Content-Type: application/octet-stream', 'Content-Length: 70000000'])->status);
$run->stop();
echo $run->output();
rmdir($folder);
?>
--EXPECT--
string(5) "field"
int(1048576)
bool(true)
bool(true)
int(0)
bool(true)
bool(true)
int(404)
int(413)
