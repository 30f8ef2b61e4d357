--TEST--
HTTP/2 requests look as they do over HTTP/1: streamId, server_protocol HTTP/2, the host of :authority, cookies put together, bodies read
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(function ($request, $response) {
    $server = $request->server;
    $response->end(json_encode([
        $request->streamId, $server['server_protocol'], $server['request_method'], $server['request_uri'], $server['query_string'] ?? null,
        $request->header, $request->get, $request->cookie, $request->post, $request->rawContent(), @$request->getData(), $request->getMethod(),
    ]));
});
in_both_modes($http, function (Run $run) {
    $client = new H2($run->connect());
    $client->request(1, '/a%20b?c=d', ['cookie' => ['a=b', 'c=d'], 'x-list' => ['1', '2']]);
    echo $client->answer(1)->body, "\n";
    $client->request(3, '/post', ['content-type' => 'application/x-www-form-urlencoded'], 'x=1&y[]=2');
    echo $client->answer(3)->body, "\n";
    // A body in pieces, with padding and trailers of its own.
    $client->say(TYPE_HEADERS, END_HEADERS, 5, H2::fields('/pieces', [':authority' => null, 'host' => 'other'], 'PUT'));
    $client->say(TYPE_DATA, 0, 5, 'one ');
    $client->say(TYPE_DATA, PADDED, 5, "\x03two\0\0\0");
    $client->say(TYPE_HEADERS, END_HEADERS | END_STREAM, 5, Hpack::literal('checksum', '1'));
    echo $client->answer(5)->body, "\n";
    // Fields over several frames.
    $block = H2::fields('/long', ['long' => str_repeat('x', 20000)]);
    $client->say(TYPE_HEADERS, END_STREAM, 7, substr($block, 0, 10000));
    $client->say(TYPE_CONTINUATION, 0, 7, substr($block, 10000, 10000));
    $client->say(TYPE_CONTINUATION, END_HEADERS, 7, substr($block, 20000));
    echo strlen($client->answer(7)->body), "\n";
});
?>
--EXPECT--
[1,"HTTP\/2","GET","\/a%20b","c=d",{"host":"test","x-list":["1","2"]},{"c":"d"},{"a":"b","c":"d"},null,"",false,"GET"]
[3,"HTTP\/2","POST","\/post",null,{"host":"test","content-type":"application\/x-www-form-urlencoded"},null,null,{"x":"1","y":["2"]},"x=1&y[]=2",false,"POST"]
[5,"HTTP\/2","PUT","\/pieces",null,{"host":"other"},null,null,null,"one two",false,"PUT"]
20089
