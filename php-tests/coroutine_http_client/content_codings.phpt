--TEST--
gzip, deflate (both kinds), br and zstd are taken off; damage is an error; body_decompression off leaves the body as it came
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

const TEXT = 'the quick brown fox jumps over the lazy dog, and over the lazy dog again';
$run = peer(function (string $request, $connection) {
    $path = explode(' ', $request)[1];
    [$coding, $body] = match ($path) {
        '/gzip' => ['gzip', gzencode(TEXT)],
        '/GZIP' => ['GZIP', gzencode(TEXT)],
        '/zlib' => ['deflate', gzcompress(TEXT)],
        '/deflate' => ['deflate', gzdeflate(TEXT)],
        '/br' => ['br', "\x0b\x02\x80hello\x03"],
        '/zstd' => ['zstd', hex2bin('28b52ffd2005290000') . 'hello'],
        '/unknown' => ['secret', 'as it is'],
        '/empty' => ['gzip', ''],
        '/damaged' => ['gzip', 'abcd'],
        '/cut' => ['gzip', substr(gzencode(TEXT), 0, 40)],
        '/bomb' => ['gzip', gzencode(str_repeat("\0", 32 << 20), 9)],
    };
    fwrite($connection, ok($body, ["Content-Encoding: $coding"]));
})->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $client = new Client('127.0.0.1', $port);
    foreach (['/gzip', '/GZIP', '/zlib', '/deflate'] as $path) {
        var_dump($client->get($path) && $client->body === TEXT && $client->headers['content-encoding'] !== null);
    }
    foreach (['/br', '/zstd', '/unknown', '/empty', '/damaged', '/cut'] as $path) {
        echo $path, ' ', json_encode([$client->get($path), $client->body, $client->statusCode, $client->errCode, $client->errMsg]), "\n";
    }
    $client->set(['package_max_length' => 1 << 20]);
    echo json_encode([$client->get('/bomb'), $client->statusCode, $client->errCode === SWOOLE_ERROR_PACKAGE_LENGTH_TOO_LARGE, $client->errMsg]), "\n";
    var_dump(memory_get_peak_usage() < 16 << 20);
    $client->set(['body_decompression' => false]);
    var_dump($client->get('/gzip') && gzdecode($client->body) === TEXT);
});
$run->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
/br [true,"hello",200,0,""]
/zstd [true,"hello",200,0,""]
/unknown [true,"as it is",200,0,""]
/empty [true,"",200,0,""]
/damaged [false,"",-3,7102,"Http invalid protocol: the body is not what its Content-Encoding says"]
/cut [false,"",-3,7102,"Http invalid protocol: the body is not what its Content-Encoding says"]
[false,-3,true,"the body is longer than 1048576 bytes: raise package_max_length, or take it by download() or write_func"]
bool(true)
bool(true)
