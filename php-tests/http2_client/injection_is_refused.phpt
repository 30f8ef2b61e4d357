--TEST--
What would be no request, or more than one, is refused with a warning that names it; nothing is sent, and the connection goes on
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
$run = frames(fn (FramesOfServer $peer, int $stream) => $peer->answer($stream, "stream $stream"))->start();
$port = $run->port();
coroutine(function () use ($port) {
    $client = client($port);
    $wrong = [
        ['headers' => ["x\ny" => '1']],
        ['headers' => ['sp ace' => '1']],
        ['headers' => [':path' => '/other']],
        ['headers' => ['x' => "a\r\nb: c"]],
        ['headers' => ['x' => ['fine', "not\0fine"]]],
        ['headers' => ['host' => "a b"]],
        ['method' => 'GE T'],
        ['path' => "/a\tb"],
    ];
    foreach ($wrong as $properties) {
        var_dump($client->send(asking('/', $properties)));
        echo $client->errCode, "\n";
    }
    foreach (['string', 5, new ArrayObject()] as $odd) {
        try {
            $client->send($odd);
        } catch (TypeError $error) {
            echo $error->getMessage(), "\n";
        }
    }
    $client->send(asking('/', ['headers' => 'no array', 'cookies' => 'none', 'data' => 5, 'method' => 'POST']));
    echo $client->recv()->data, "\n";
});
$run->stop();
?>
--EXPECTF--
Warning: Swoole\Coroutine\Http2\Client::send(): the header "x
y" is no name: it is made of letters, digits and !#$%&'*+-.^_`|~ in %s on line %d
bool(false)
510

Warning: Swoole\Coroutine\Http2\Client::send(): the header "sp ace" is no name: it is made of letters, digits and !#$%&'*+-.^_`|~ in %s on line %d
bool(false)
510

Warning: Swoole\Coroutine\Http2\Client::send(): the header ":path" is no name: it is made of letters, digits and !#$%&'*+-.^_`|~ in %s on line %d
bool(false)
510

Warning: Swoole\Coroutine\Http2\Client::send(): the header "x" has a value with control characters in %s on line %d
bool(false)
510

Warning: Swoole\Coroutine\Http2\Client::send(): the header "x" has a value with control characters in %s on line %d
bool(false)
510

Warning: Swoole\Coroutine\Http2\Client::send(): the host "a b" is no host name with a port (RFC 3986, section 3.2) in %s on line %d
bool(false)
510

Warning: Swoole\Coroutine\Http2\Client::send(): the method "GE T" is no method: it is made of letters, digits and !#$%&'*+-.^_`|~ in %s on line %d
bool(false)
510

Warning: Swoole\Coroutine\Http2\Client::send(): the path "/a%sb" can not be sent: encode it by rawurlencode() in %s on line %d
bool(false)
510
Swoole\Coroutine\Http2\Client::send(): Argument #1 ($request) must be of type Swoole\Http2\Request, string given
Swoole\Coroutine\Http2\Client::send(): Argument #1 ($request) must be of type Swoole\Http2\Request, int given
Swoole\Coroutine\Http2\Client::send(): Argument #1 ($request) must be of type Swoole\Http2\Request, ArrayObject given
stream 1
