--TEST--
Http\Request: server, header, get, cookie, post as the original makes them; unread or written they behave like declared properties
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    switch ($request->server['path_info']) {
        case '/keys':
            $response->end(json_encode([array_keys($request->server), gettype($request->server['request_time_float'])]));
            break;
        case '/write':
            $request->get = ['z' => 1];
            $request->header['x'] = 'added';
            $request->own = 'mine';
            $response->end(json_encode([isset($request->get), isset($request->post), isset($request->nope), $request]));
            break;
        case '/names':
            $response->end(json_encode(array_keys(get_object_vars($request))) . json_encode(array_keys((array) $request)));
            break;
        default:
            $response->end(json_encode([$request->server['query_string'] ?? null, $request->server['request_uri'], $request->get, $request->post,
                $request->cookie, $request->header, $request->files, $request->rawContent(), $request->getMethod()]));
    }
}, ['http_compression' => false]);
in_both_modes($http, function (Run $run) {
    echo fetch($run, 'GET /keys?a')->body, "\n";
    $written = json_decode(fetch($run, 'GET /write?a=1')->body, true);
    unset($written[3]['server'], $written[3]['fd']);
    echo json_encode($written), "\n";
    echo fetch($run, 'GET /names')->body, "\n";
    echo fetch($run, 'POST /a+b%20c?a=1&b[]=2&b[k]=3&c.d=4&e+f=5&g', ['X-Foo: bar', 'X-FOO: two', 'Cookie: a=1; a=2; e[x]=%20+; f', 'Content-Type: application/x-www-form-urlencoded'], 'p=1&q[]=2&q[]=3&r=%41+b')->body, "\n";
    echo fetch($run, 'GET /?')->body, "\n";
    echo fetch($run, 'PUT /x', ['Content-Type: application/json'], '{"a":1}')->body, "\n";
    echo fetch($run, 'POST /x', ['Transfer-Encoding: chunked', 'Content-Type: application/x-www-form-urlencoded'], "3\r\na=1\r\n4\r\n&b=2\r\n0\r\nX-Trailer: t\r\n\r\n")->body, "\n";
});
?>
--EXPECT--
[["query_string","request_method","request_uri","path_info","request_time","request_time_float","server_protocol","server_port","remote_port","server_addr","remote_addr","master_time"],"double"]
[true,false,false,{"streamId":0,"header":{"host":"test","x":"added"},"cookie":null,"get":{"z":1},"files":null,"post":null,"tmpfiles":null,"own":"mine"}]
["fd","streamId","header","server","cookie","get","files","post","tmpfiles"]["fd","streamId","header","server","cookie","get","files","post","tmpfiles"]
["a=1&b[]=2&b[k]=3&c.d=4&e+f=5&g","\/a+b%20c",{"a":"1","b":{"0":"2","k":"3"},"c_d":"4","e_f":"5","g":""},{"p":"1","q":["2","3"],"r":"A b"},{"a":"1","e":{"x":" +"},"f":""},{"host":"test","x-foo":["bar","two"],"content-type":"application\/x-www-form-urlencoded","content-length":"23"},null,"p=1&q[]=2&q[]=3&r=%41+b","POST"]
[null,"\/",null,null,null,{"host":"test"},null,"","GET"]
[null,"\/x",null,null,null,{"host":"test","content-type":"application\/json","content-length":"7"},null,"{\"a\":1}","PUT"]
[null,"\/x",null,{"a":"1","b":"2"},null,{"host":"test","transfer-encoding":"chunked","content-type":"application\/x-www-form-urlencoded"},null,"a=1&b=2","POST"]
