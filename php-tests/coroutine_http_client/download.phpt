--TEST--
download() writes to a file, from an offset without emptying it, and leaves no body; a file that can not be opened is an error (manual, download)
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = peer(function (string $request, $connection) {
    $body = str_contains($request, '/large') ? str_repeat('0123456789abcdef', 1 << 17) : 'downloaded';
    $zipped = str_contains($request, '/zipped');
    fwrite($connection, ok($zipped ? gzencode($body) : $body, $zipped ? ['Content-Encoding: gzip'] : []));
})->start();
$port = $run->port();
$file = tempnam(sys_get_temp_dir(), 'rswoole');
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port, $file) {
    file_put_contents($file, 'old content that is longer');
    $client = new Client('127.0.0.1', $port);
    var_dump($client->download('/small', $file), file_get_contents($file), $client->body, $client->downloadFile, $client->statusCode);
    var_dump($client->download('/small', $file, 4), file_get_contents($file));
    var_dump($client->download('/zipped', $file), file_get_contents($file));
    var_dump($client->download('/large', $file), md5_file($file) === md5(str_repeat('0123456789abcdef', 1 << 17)), memory_get_peak_usage() < 4 << 20);
    var_dump($client->get('/small'), $client->body);
    var_dump(@$client->download('/small', '/nonexistent/file'), $client->errCode === SOCKET_ENOENT, $client->errMsg);
    var_dump($client->get('/small'), $client->body);
});
unlink($file);
$run->stop();
?>
--EXPECT--
bool(true)
string(10) "downloaded"
string(0) ""
NULL
int(200)
bool(true)
string(14) "downdownloaded"
bool(true)
string(10) "downloaded"
bool(true)
bool(true)
bool(true)
bool(true)
string(10) "downloaded"
bool(false)
bool(true)
string(74) "open(/nonexistent/file) for the download failed: No such file or directory"
bool(true)
string(10) "downloaded"
