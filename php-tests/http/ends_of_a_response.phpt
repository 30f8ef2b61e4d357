--TEST--
write() is chunked, end() once, trailers follow; a forgotten end() is 500; after end() every method is false with 7106; redirect ends
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    switch ($request->server['request_uri']) {
        case '/write':
            $response->header('Trailer', 'X-T');
            $response->write('abc');
            $response->write(str_repeat('d', 300));
            $response->trailer('X-T', 'v');
            $response->end('tail');
            break;
        case '/measured':
            $response->header('Content-Length', '6');
            $response->write('abc');
            $response->end('def');
            break;
        case '/forgotten':
            break;
        case '/half':
            $response->write('half');
            break;
        case '/redirect':
            $response->redirect('/there?a=b', 301);
            break;
        case '/none':
            $response->status(204);
            $response->end();
            break;
        case '/twice':
            $response->end('once');
            $got = [$response->end('x'), $response->write('x'), $response->header('a', 'b'), $response->cookie('a'), $response->status(200),
                $response->redirect('/'), $response->sendfile(__FILE__), $response->detach(), $response->isWritable(), swoole_last_error()];
            echo json_encode($got), "\n";
            break;
        default:
            $response->end($request->getMethod());
    }
});
foreach (MODES as $mode) {
    $run = $http->start($mode);
    foreach (['/write', '/measured', '/forgotten', '/half', '/redirect', '/none', '/twice'] as $path) {
        $client = $run->connect();
        say($client, request("GET $path"));
        $answer = answer($client);
        unset($answer->headers['date'], $answer->headers['server'], $answer->headers['content-type']);
        echo "$path: $answer->status ", json_encode($answer->headers), ' ', substr($answer->body, 0, 20), ' ', strlen($answer->body), "\n";
        say($client, request('GET /again'));
        echo answer($client)->body, "\n";
    }
    $old = $run->connect();
    say($old, request('GET /write HTTP/1.0'));
    echo answer($old)->header('connection'), closed($old) ? ' closed' : '', "\n";
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
/write: 200 {"trailer":["X-T"],"connection":["keep-alive"],"transfer-encoding":["chunked"],"trailer x-t":["v"]} abcddddddddddddddddd 307
GET
/measured: 200 {"connection":["keep-alive"],"content-length":["6"]} abcdef 6
GET
/forgotten: 500 {"connection":["keep-alive"],"content-length":["0"]}  0
GET
/half: 200 {"connection":["keep-alive"],"transfer-encoding":["chunked"]} half 4
GET
/redirect: 301 {"location":["\/there?a=b"],"connection":["keep-alive"],"content-length":["0"]}  0
GET
/none: 204 {"connection":["keep-alive"]}  0
GET
/twice: 200 {"connection":["keep-alive"],"content-length":["4"]} once 4
GET
close closed
[false,false,false,false,false,false,false,false,false,7106]
/write: 200 {"trailer":["X-T"],"connection":["keep-alive"],"transfer-encoding":["chunked"],"trailer x-t":["v"]} abcddddddddddddddddd 307
GET
/measured: 200 {"connection":["keep-alive"],"content-length":["6"]} abcdef 6
GET
/forgotten: 500 {"connection":["keep-alive"],"content-length":["0"]}  0
GET
/half: 200 {"connection":["keep-alive"],"transfer-encoding":["chunked"]} half 4
GET
/redirect: 301 {"location":["\/there?a=b"],"connection":["keep-alive"],"content-length":["0"]}  0
GET
/none: 204 {"connection":["keep-alive"]}  0
GET
/twice: 200 {"connection":["keep-alive"],"content-length":["4"]} once 4
GET
close closed
[false,false,false,false,false,false,false,false,false,7106]
