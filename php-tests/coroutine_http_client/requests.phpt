--TEST--
What get, post, setMethod, setHeaders, setCookies, setData, setBasicAuth and execute send (manual, coroutine http client)
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = echoing()->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $client = new Client('127.0.0.1', $port);
    $client->set(['timeout' => 10]);
    $show = function (string $what) use (&$client, $port) {
        echo "--- $what\n", str_replace(["\r", ":$port"], ['', ':PORT'], rtrim($client->body)), "\n";
    };
    var_dump($client->get('/index.html?a=1'));
    $show('get');
    var_dump($client->getHeaderOut() . "\r\n\r\n" === $client->body);
    var_dump($client->post('/post.php', ['a' => '123', 'b' => [1, 2], 'c' => 'ä &']));
    $show('post an array');
    $client->post('/post', 'raw');
    $show('post a string');
    $client->setMethod('PUT');
    $client->setData('swoole');
    $client->execute('/post');
    $show('PUT by execute');
    $client->setMethod('PUT');
    $client->get('/forced');
    $show('get whatever setMethod says');

    $client = new Client('127.0.0.1', $port);
    $client->setData('data');
    $client->execute('/');
    $show('data without a method is posted');
    $client = new Client('127.0.0.1', $port);
    $client->setMethod('POST');
    $client->execute('/');
    $show('no data');
    var_dump($client->setHeaders(['Host' => 'localhost', 'User-Agent' => 'Chrome', 'Accept-Encoding' => 'gzip', 'x-lower' => 1, 'X-Null' => null, 'X-List' => ['a', 'b'], 'Content-Length' => 99]));
    $client->post('/h', 'four');
    $show('headers');
    $client->get('/again');
    $show('headers stay');
    $client = new Client('127.0.0.1', $port);
    var_dump($client->setCookies(['name' => 'a b;c', 'empty' => '', 'n' => 3]), $client->setBasicAuth('user', 'pass'));
    $client->get('/with space');
    $show('cookies and credentials');
    $client = new Client('127.0.0.1', $port);
    $client->set(['http_compression' => false, 'keep_alive' => false]);
    $client->get('no-slash');
    $show('options');
    var_dump($client->connected);
});
$run->stop();
?>
--EXPECT--
bool(true)
--- get
GET /index.html?a=1 HTTP/1.1
Host: 127.0.0.1:PORT
Connection: keep-alive
Accept-Encoding: gzip, deflate, br, zstd
bool(true)
bool(true)
--- post an array
POST /post.php HTTP/1.1
Host: 127.0.0.1:PORT
Connection: keep-alive
Accept-Encoding: gzip, deflate, br, zstd
Content-Type: application/x-www-form-urlencoded
Content-Length: 40

a=123&b%5B0%5D=1&b%5B1%5D=2&c=%C3%A4+%26
--- post a string
POST /post HTTP/1.1
Host: 127.0.0.1:PORT
Connection: keep-alive
Accept-Encoding: gzip, deflate, br, zstd
Content-Length: 3

raw
--- PUT by execute
PUT /post HTTP/1.1
Host: 127.0.0.1:PORT
Connection: keep-alive
Accept-Encoding: gzip, deflate, br, zstd
Content-Length: 6

swoole
--- get whatever setMethod says
GET /forced HTTP/1.1
Host: 127.0.0.1:PORT
Connection: keep-alive
Accept-Encoding: gzip, deflate, br, zstd
Content-Length: 6

swoole
--- data without a method is posted
POST / HTTP/1.1
Host: 127.0.0.1:PORT
Connection: keep-alive
Accept-Encoding: gzip, deflate, br, zstd
Content-Length: 4

data
--- no data
POST / HTTP/1.1
Host: 127.0.0.1:PORT
Connection: keep-alive
Accept-Encoding: gzip, deflate, br, zstd
Content-Length: 0
bool(true)
--- headers
POST /h HTTP/1.1
Host: localhost
User-Agent: Chrome
Accept-Encoding: gzip
x-lower: 1
X-List: a
X-List: b
Connection: keep-alive
Content-Length: 4

four
--- headers stay
GET /again HTTP/1.1
Host: localhost
User-Agent: Chrome
Accept-Encoding: gzip
x-lower: 1
X-List: a
X-List: b
Connection: keep-alive
Content-Length: 4

four
bool(true)
NULL
--- cookies and credentials
GET /with%20space HTTP/1.1
Host: 127.0.0.1:PORT
Authorization: Basic dXNlcjpwYXNz
Connection: keep-alive
Accept-Encoding: gzip, deflate, br, zstd
Cookie: name=a+b%3Bc; n=3
--- options
GET /no-slash HTTP/1.1
Host: 127.0.0.1:PORT
Connection: close
bool(false)
