--TEST--
Requests (manual, send): methods, paths, headers, cookies, bodies as text and as forms; streams count by odd numbers; the class as the manual shows it
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
$http = http2(function ($request, $response) {
    $response->end(json_encode([$request->server['request_method'], $request->server['request_uri'], $request->header, $request->get, $request->cookie,
        $request->post, (string) $request->rawContent()]));
});
$run = $http->start(SWOOLE_BASE);
$port = $run->port();
coroutine(function () use ($port) {
    $client = client($port);
    var_dump($client->connected, $client->socket instanceof Co\Socket, $client->host, $client->port === $port, $client->ssl, $client->sock);
    $host = "127.0.0.1:$port";
    $requests = [
        asking('/'),
        asking(''),
        asking('/path?a=b&c[]=d e'),
        asking('/<html>"é', ['method' => '']),
        asking('/', ['method' => 'OPTIONS']),
        asking('/', ['headers' => ['Host' => 'other.test:81', 'X-Upper' => 'Value', 'number' => 5, 'nothing' => null, 'user-agent' => 'Chrome/49', 7 => 'no name']]),
        asking('/', ['headers' => ['connection' => 'close', 'Transfer-Encoding' => 'chunked', 'te' => 'trailers', 'upgrade' => 'x']]),
        asking('/', ['cookies' => ['a' => 'b c;d', 'e' => 1, 'empty' => '']]),
        asking('/', ['data' => 'text']),
        asking('/', ['method' => 'POST', 'data' => '{"type":"up"}', 'headers' => ['content-type' => 'application/json']]),
        asking('/', ['method' => 'POST', 'data' => ['a' => 1, 'b' => ['c' => 'd&e']]]),
        asking('/', ['method' => 'PUT', 'data' => '']),
        asking('/', ['method' => 'POST', 'data' => null]),
    ];
    foreach ($requests as $request) {
        $stream = $client->send($request);
        $answer = $client->recv();
        echo $stream, $answer->streamId === $stream ? ' ' : ' is not ', $answer->statusCode, ' ', str_replace($host, 'HOST', stripslashes($answer->data)), "\n";
    }
    $client->send(asking('/', ['method' => 'HEAD']));
    $answer = $client->recv();
    var_dump($answer->statusCode, $answer->data);
    var_dump($client->close(), $client->connected, $client->socket);
});
$run->stop();
?>
--EXPECT--
bool(true)
bool(true)
string(9) "127.0.0.1"
bool(true)
bool(false)
int(-1)
1 200 ["GET","/",{"host":"HOST"},null,null,null,""]
3 200 ["GET","/",{"host":"HOST"},null,null,null,""]
5 200 ["GET","/path",{"host":"HOST"},{"a":"b","c":["d e"]},null,null,""]
7 200 ["GET","/%3Chtml%3E"u00e9",{"host":"HOST"},null,null,null,""]
9 200 ["OPTIONS","/",{"host":"HOST"},null,null,null,""]
11 200 ["GET","/",{"host":"other.test:81","x-upper":"Value","number":"5","user-agent":"Chrome/49"},null,null,null,""]
13 200 ["GET","/",{"host":"HOST","te":"trailers"},null,null,null,""]
15 200 ["GET","/",{"host":"HOST"},null,{"a":"b+c;d","e":"1","empty":""},null,""]
17 200 ["GET","/",{"host":"HOST"},null,null,null,"text"]
19 200 ["POST","/",{"host":"HOST","content-type":"application/json"},null,null,null,"{"type":"up"}"]
21 200 ["POST","/",{"host":"HOST","content-type":"application/x-www-form-urlencoded"},null,null,{"a":"1","b":{"c":"d&e"}},"a=1&b%5Bc%5D=d%26e"]
23 200 ["PUT","/",{"host":"HOST"},null,null,null,""]
25 200 ["POST","/",{"host":"HOST"},null,null,null,""]
int(200)
NULL
bool(true)
bool(false)
NULL
