--TEST--
What recv() gives (manual, recv): status, headers in lower case with trailers, cookies, set_cookie_headers, data without its gzip; interim answers and pushes do not show
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
$run = frames(function (FramesOfServer $peer, int $stream, array $fields) {
    $packed = gzencode(str_repeat('abc', 1000));
    switch ($fields[':path']) {
        case '/empty': return $peer->fields($stream, [':status' => '204'], END_STREAM);
        case '/several': return $peer->answer($stream, 'x', ['x' => ['1', '2'], 'single' => 'one']);
        case '/cookies': return $peer->answer($stream, '', ['set-cookie' => ['a=1; path=/', 'b=%20x+y', 'nameless', '=q']]);
        case '/trailers':
            $peer->fields($stream, [':status' => '200', 'content-type' => 'text/plain']);
            $peer->say(TYPE_DATA, 0, $stream, 'in ');
            $peer->say(TYPE_DATA, 0, $stream, 'pieces');
            return $peer->fields($stream, ['grpc-status' => '0', 'grpc-message' => 'ok'], END_STREAM);
        case '/head-only': return $peer->fields($stream, [':status' => '200', 'grpc-status' => '12'], END_STREAM);
        case '/interim':
            $peer->fields($stream, [':status' => '103', 'link' => '</style>']);
            return $peer->answer($stream, 'final');
        case '/gzip': return $peer->answer($stream, $packed, ['content-encoding' => 'gzip']);
        case '/deflate': return $peer->answer($stream, gzcompress('packed'), ['content-encoding' => 'deflate']);
        case '/not-gzip': return $peer->answer($stream, 'not gzip', ['content-encoding' => 'gzip']);
        case '/cut-gzip': return $peer->answer($stream, substr($packed, 0, -4), ['content-encoding' => 'gzip']);
        case '/reset': return $peer->say(TYPE_RST_STREAM, 0, $stream, pack('N', 8));
        case '/half':
            $peer->fields($stream, [':status' => '200']);
            $peer->say(TYPE_DATA, 0, $stream, 'half');
            return $peer->say(TYPE_RST_STREAM, 0, $stream, pack('N', 2));
    }
    $peer->answer($stream, $fields[':path']);
})->start();
$port = $run->port();
coroutine(function () use ($port) {
    $client = client($port);
    foreach (['/empty', '/several', '/trailers', '/head-only', '/interim', '/gzip', '/not-gzip', '/cut-gzip', '/reset', '/half', '/after'] as $path) {
        $stream = $client->send(asking($path));
        echo $path, ' ', shown($client->recv(), $client), $client->isStreamExist($stream) ? ' exists' : '', "\n";
    }
    $client->send(asking('/cookies'));
    $answer = $client->recv();
    echo json_encode([$answer->headers, $answer->set_cookie_headers, $answer->cookies]), "\n";
    $client->send(asking('/deflate'));
    var_dump(gzuncompress($client->recv()->data));
    $small = client($port, ['package_max_length' => 2999]);
    $small->send(asking('/gzip'));
    $answer = $small->recv();
    var_dump([$answer->statusCode, $answer->errCode, $small->connected]);
});
$run->stop();
?>
--EXPECT--
/empty [1,204,0,false,[],[],null]
/several [3,200,0,false,{"x":["1","2"],"single":"one"},[],"x"]
/trailers [5,200,0,false,{"content-type":"text\/plain","grpc-status":"0","grpc-message":"ok"},[],"in pieces"]
/head-only [7,200,0,false,{"grpc-status":"12"},[],null]
/interim [9,200,0,false,[],[],"final"]
/gzip [11,200,0,false,{"content-encoding":"gzip"},[],"3000 bytes"]
/not-gzip [13,-3,7102,false,{"content-encoding":"gzip"},[],null]
/cut-gzip [15,-3,7102,false,{"content-encoding":"gzip"},[],"3000 bytes"]
/reset [17,-3,8,false,null,null,null]
/half [19,-3,2,false,[],[],"half"]
/after [21,200,0,false,[],[],"\/after"]
[{"set-cookie":"=q"},["a=1; path=\/","b=%20x+y","nameless","=q"],{"a":"1","b":" x y","0":"nameless","1":"q"}]
string(6) "packed"
array(3) {
  [0]=>
  int(-3)
  [1]=>
  int(1201)
  [2]=>
  bool(true)
}
