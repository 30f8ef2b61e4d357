--TEST--
Swoole\Coroutine\Http\request, get and post: one request by its URL, an exception without an answer (manual, functions)
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client\Exception;
use function Swoole\Coroutine\Http\{get, post, request};

$run = peer(fn (string $request, $connection) => fwrite($connection, ok($request, ['Set-Cookie: a=b'], '201 Created')))->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $answer = get("http://127.0.0.1:$port/get?hello=world#fragment", ['timeout' => 10], ['X-A' => 'b'], ['c' => 'd']);
    echo get_class($answer), ' ', $answer->getStatusCode(), ' ', json_encode($answer->getHeaders()["set-cookie"]), ' ', json_encode($answer->getCookies()), "\n";
    echo str_replace(["\r", ":$port"], ['', ':PORT'], $answer->getBody());
    echo strtok(post("http://127.0.0.1:$port", ['random_data' => 1])->getBody(), "\r"), "\n";
    $body = request("HTTP://127.0.0.1:$port/x", 'PUT', 'data')->getBody();
    echo strtok($body, "\r"), ' ', substr($body, -4), "\n";
    foreach (['http://127.0.0.1:1/', '/no/host', 'ftp://127.0.0.1/'] as $url) {
        try {
            get($url);
        } catch (Exception $e) {
            echo $e->getCode(), ' ', $e->getMessage(), "\n";
        }
    }
});
$run->stop();
?>
--EXPECT--
Swoole\Coroutine\Http\ClientProxy 201 "a=b" {"c":"d","a":"b"}
GET /get?hello=world HTTP/1.1
Host: 127.0.0.1:PORT
X-A: b
Connection: keep-alive
Accept-Encoding: gzip, deflate, br, zstd
Cookie: c=d

POST / HTTP/1.1
PUT /x HTTP/1.1 data
111 Connection refused
0 The URL given is illegal [no scheme]
0 unknown scheme "ftp"
