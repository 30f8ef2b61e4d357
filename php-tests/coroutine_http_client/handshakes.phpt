--TEST--
A 101 that does not prove that the server speaks WebSocket, or brings what was not offered, is no handshake (RFC 6455, 4.1); another status is an answer
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = peer(function (string $request, $connection) {
    preg_match('/^Sec-WebSocket-Key: (.*)\r$/m', $request, $key);
    $accept = base64_encode(sha1($key[1] . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11', true));
    $switch = fn (string ...$lines) => "HTTP/1.1 101 Switching Protocols\r\n" . implode('', array_map(fn ($line) => "$line\r\n", $lines)) . "\r\n";
    $good = ['Upgrade: WebSocket', 'Connection: upgrade', "Sec-WebSocket-Accept: $accept"];
    fwrite($connection, match (explode(' ', $request)[1]) {
        '/good' => $switch(...$good) . "\x81\x02hi\x01\x01a\x89\x00\x80\x01b\x88\x02\x03\xe8",
        '/no-proof' => $switch('Upgrade: websocket', 'Connection: upgrade', 'Sec-WebSocket-Accept: wrong'),
        '/other' => $switch('Upgrade: foo', 'Connection: upgrade', "Sec-WebSocket-Accept: $accept"),
        '/extension' => $switch(...[...$good, 'Sec-WebSocket-Extensions: permessage-deflate']),
        '/masked' => $switch(...$good) . "\x81\x82\0\0\0\0hi",
        '/text' => $switch(...$good) . "\x81\x01\xff",
        '/refused' => ok('not here', [], '403 Forbidden'),
    });
    fread($connection, 100);
    return false;
})->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    foreach (['/good', '/no-proof', '/other', '/extension', '/masked', '/text', '/refused'] as $path) {
        $client = new Client('127.0.0.1', $port);
        $client->set(['timeout' => 10]);
        echo "$path: ", json_encode([$client->upgrade($path), $client->statusCode, $client->errCode, $client->errMsg, $client->connected]), "\n";
        if ($client->statusCode === 101) {
            while ($frame = $client->recv()) {
                echo '  ', $frame->data, "\n";
            }
            echo '  ', json_encode([$frame, $client->errCode, $client->errMsg, $client->connected]), "\n";
        }
    }
    var_dump($client->body);
});
$run->stop();
?>
--EXPECT--
/good: [true,101,0,"",true]
  hi
  ab
  ["",0,"",false]
/no-proof: [false,-1,8504,"the server does not prove by Sec-WebSocket-Accept that it speaks WebSocket",false]
/other: [false,-1,8504,"the server has switched to another protocol than WebSocket",false]
/extension: [false,-1,8504,"the server uses an extension that was not offered",false]
/masked: [true,101,0,"",true]
  [false,8506,"websocket protocol error: a server's frame with a mask",false]
/text: [true,101,0,"",true]
  [false,8506,"websocket text that is not UTF-8",false]
/refused: [true,403,0,"",true]
string(8) "not here"
