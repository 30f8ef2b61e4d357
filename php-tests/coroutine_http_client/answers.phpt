--TEST--
Where an answer ends (RFC 9112, 6.3), what of it the properties show, and what is no answer: statusCode -3 (manual, getStatusCode)
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

const ANSWERS = [
    'length' => "HTTP/1.1 200 OK\r\nX-Rep: 1\r\nx-rep: 2\r\nX-Empty:\r\nContent-Length: 2\r\n\r\nhi",
    'chunked' => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n",
    'until-close' => "HTTP/1.0 200 OK\r\n\r\nuntil close",
    '204' => "HTTP/1.1 204 No Content\r\n\r\n",
    '304' => "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n",
    'interim' => "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
    'last' => "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
    'cut' => "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhi",
    'cut-chunk' => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
    'cut-head' => "HTTP/1.1 200 OK\r\nConte",
    'nothing' => '',
    'garbage' => "hello world\r\n\r\n",
    'bad-chunk' => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    'lengths' => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi!",
    'both' => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    'folded' => "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
];

$run = peer(function (string $request, $connection) {
    fwrite($connection, ANSWERS[substr(explode(' ', $request)[1], 1)]);
    return false;
})->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    foreach (ANSWERS as $name => $answer) {
        $client = new Client('127.0.0.1', $port);
        $client->set(['timeout' => 10]);
        $ok = $client->get("/$name");
        echo "$name: ", json_encode([$ok, $client->statusCode, $client->body, $client->headers, $client->connected, $client->errCode]), "\n";
    }
    echo $client->errMsg, "\n";
    $client->setMethod('HEAD');
    var_dump($client->execute('/length'), $client->body, $client->headers['content-length'], $client->getStatusCode(), $client->getHeaders() === $client->headers);
    $client->set(['lowercase_header' => false]);
    $client->execute('/length');
    echo json_encode($client->headers), "\n";
});
$run->stop();
?>
--EXPECT--
length: [true,200,"hi",{"x-rep":["1","2"],"x-empty":"","content-length":"2"},true,0]
chunked: [true,200,"abcde",{"transfer-encoding":"chunked","x-trailer":"t"},true,0]
until-close: [true,200,"until close",null,false,0]
204: [true,204,"",null,true,0]
304: [true,304,"",{"content-length":"10"},true,0]
interim: [true,404,"no",{"content-length":"2"},true,0]
last: [true,200,"hi",{"connection":"close","content-length":"2"},false,0]
cut: [false,-3,"",{"content-length":"20"},false,104]
cut-chunk: [false,-3,"",{"transfer-encoding":"chunked"},false,104]
cut-head: [false,-3,"",null,false,104]
nothing: [false,-3,"",null,false,104]
garbage: [false,-3,"",null,false,7102]
bad-chunk: [false,-3,"",{"transfer-encoding":"chunked"},false,7102]
lengths: [false,-3,"",null,false,7102]
both: [false,-3,"",null,false,7102]
folded: [false,-3,"",null,false,7102]
Http invalid protocol: a header field is malformed
bool(true)
string(0) ""
string(1) "2"
int(200)
bool(true)
{"X-Rep":"1","x-rep":"2","X-Empty":"","Content-Length":"2"}
