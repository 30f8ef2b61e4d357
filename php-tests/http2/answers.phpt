--TEST--
HTTP/2 answers: end, write, trailers, status, redirect, cookies, HEAD, files, forgotten end and exceptions; names are in lower case and nothing of a connection is said
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$file = sys_get_temp_dir() . '/rswoole-h2-' . getmypid();
file_put_contents($file, str_repeat('0123456789', 20000));
$http = http2(function ($request, $response) {
    $file = $request->header['file'] ?? '';
    switch ($request->server['request_uri']) {
        case '/end':
            $response->header('X-Upper-Case', ['one', 'two']);
            $response->header('Connection', 'close');
            $response->header('keep-alive', '5');
            $response->cookie('a', 'b c');
            $response->status(201, 'ignored');
            return $response->end('body');
        case '/write':
            $response->write('one ');
            $response->write('two ');
            $response->trailer('X-Sum', '3');
            return $response->end('three');
        case '/trailers': // as gRPC answers
            $response->header('content-type', 'application/grpc');
            $response->trailer('grpc-status', '0');
            return $response->end("\0\0\0\0\2hi");
        case '/204': $response->status(204); return $response->end();
        case '/redirect': return $response->redirect('/there');
        case '/file': return $response->sendfile($file);
        case '/part': return $response->sendfile($file, 5, 100000);
        case '/small': return $response->sendfile($file, 5, 10);
        case '/measured':
            $response->header('Content-Length', '6');
            $response->write('abc');
            return $response->end('def');
        case '/short':
            $response->header('Content-Length', '6');
            $response->write('abc');
            return $response->end();
        case '/throw': throw new Exception('boo');
        case '/half': $response->write('half'); return;
        case '/large': return $response->end(str_repeat('x', 1 << 20));
    }
}, ['worker_num' => 2]);
in_both_modes($http, function (Run $run) use ($file) {
    $client = new H2($run->connect());
    $stream = 1;
    $ask = function (string $path, string $method = 'GET') use (&$client, &$stream, $file) {
        $client->request($stream, $path, ['file' => $file], null, $method);
        $answer = $client->answer($stream);
        $stream += 2;
        unset($answer->headers['date'], $answer->headers['server']);
        $body = strlen($answer->body) > 100 ? md5($answer->body) . ' ' . strlen($answer->body) : json_encode($answer->body);
        if ($answer->reset) {
            echo "$method $path: $answer->reset\n";
            return;
        }
        echo "$method $path: $answer->status ", json_encode($answer->headers), " $body ", json_encode($answer->trailers), "\n";
    };
    foreach (['/end', '/write', '/trailers', '/204', '/redirect', '/file', '/part', '/small', '/measured', '/short', '/throw'] as $path) {
        $ask($path);
        if ($path === '/throw') {
            // The worker ended with it; in BASE mode so did the connection.
            $client = new H2($run->connect());
            $stream = 1;
        }
    }
    foreach (['/half', '/large', '/none'] as $path) {
        $ask($path);
    }
    foreach (['/end', '/file', '/write', '/trailers'] as $path) {
        $ask($path, 'HEAD');
    }
});
echo md5(str_repeat('0123456789', 20000)), ' ', md5(substr(str_repeat('0123456789', 20000), 5, 100000)), ' ', md5(str_repeat('x', 1 << 20)), "\n";
unlink($file);
?>
--EXPECT--
GET /end: 201 {"x-upper-case":["one","two"],"set-cookie":"a=b+c","content-type":"text\/html","content-length":"4"} "body" []
GET /write: 200 {"content-type":"text\/html"} "one two three" {"x-sum":"3"}
GET /trailers: 200 {"content-type":"application\/grpc","content-length":"7"} "\u0000\u0000\u0000\u0000\u0002hi" {"grpc-status":"0"}
GET /204: 204 {"content-type":"text\/html"} "" []
GET /redirect: 302 {"location":"\/there","content-type":"text\/html","content-length":"0"} "" []
GET /file: 200 {"content-type":"application\/octet-stream","content-length":"200000"} bcc4bfca43786497d970f7d3e2fdd455 200000 []
GET /part: 200 {"content-type":"application\/octet-stream","content-length":"100000"} f69d91d07a281c826eb56b4d7f49edb7 100000 []
GET /small: 200 {"content-type":"application\/octet-stream","content-length":"10"} "5678901234" []
GET /measured: 200 {"content-type":"text\/html","content-length":"6"} "abcdef" []
GET /short: INTERNAL_ERROR
GET /throw: 500 {"content-type":"text\/html","content-length":"0"} "" []
GET /half: 200 {"content-type":"text\/html"} "half" []
GET /large: 200 {"content-type":"text\/html","content-length":"1048576"} b561f87202d04959e37588ee05cf5b10 1048576 []
GET /none: 500 {"content-type":"text\/html","content-length":"0"} "" []
HEAD /end: 201 {"x-upper-case":["one","two"],"set-cookie":"a=b+c","content-type":"text\/html","content-length":"4"} "" []
HEAD /file: 200 {"content-type":"application\/octet-stream","content-length":"200000"} "" []
HEAD /write: 200 {"content-type":"text\/html"} "" []
HEAD /trailers: 200 {"content-type":"application\/grpc","content-length":"7"} "" []
bcc4bfca43786497d970f7d3e2fdd455 f69d91d07a281c826eb56b4d7f49edb7 b561f87202d04959e37588ee05cf5b10
