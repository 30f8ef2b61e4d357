--TEST--
write, sendfile, redirect, status, trailers, compression, detach, close, no end, a late end: as on Http\Server
--FILE--
<?php
require __DIR__ . '/../include/http.php';
use Swoole\Coroutine\Http\Server;

$server = server(function () {
    Co::set(['hook_flags' => 0]);
    Co\run(function () {
        $server = new Server('127.0.0.1', 0);
        $server->handle('/request', fn ($q, $r) => $r->end(json_encode([$q->server['request_uri'], $q->server['query_string'], $q->get, $q->post, $q->header['x-a'], $q->cookie, $q->rawContent(), $q->server['remote_addr'], $q->server['server_port'] === $server->port, $q->fd === $r->fd, get_class($r->socket)])));
        $server->handle('/write', function ($q, $r) {
            $r->header('X-A', 'b');
            $r->trailer('x-t', 'v');
            var_dump($r->write('one'), $r->write('two'), $r->end('three'), $r->end(), $r->isWritable());
        });
        $server->handle('/sendfile', fn ($q, $r) => $r->sendfile(__FILE__, 2, 3));
        $server->handle('/large', function ($q, $r) {
            file_put_contents($file = tempnam(sys_get_temp_dir(), 'rswoole'), str_repeat('0123456789', 300000));
            var_dump($r->sendfile($file));
            unlink($file);
        });
        $server->handle('/redirect', fn ($q, $r) => $r->redirect('/there', 301));
        $server->handle('/long', fn ($q, $r) => $r->end(str_repeat('compress me ', 1000)));
        $server->handle('/noend', fn ($q, $r) => null);
        $server->handle('/late', function ($q, $r) { go(function () use ($r) { Co::sleep(0.05); var_dump($r->end('late')); }); });
        $server->handle('/detach', fn ($q, $r) => $r->detach());
        $server->handle('/close', fn ($q, $r) => $r->close());
        $server->handle('/204', fn ($q, $r) => $r->status(204) && $r->end());
        $server->handle('/plain', function ($q, $r) { var_dump(@$r->recv(0.1), @$r->push('x'), @$r->upgrade()); $r->end('no websocket'); });
        ready((object) ['ports' => [$server]]);
        $server->start();
    });
});
$run = $server->start();
$all = $run->connect();
$show = function (string $line, array $headers = [], string $body = '') use ($all) {
    say($all, request($line, $headers, $body));
    $answer = answer($all, str_starts_with($line, 'HEAD'));
    echo $line, ': ', $answer->status, ' ', $answer->header('content-encoding') ? 'packed' : (strlen($answer->body) > 300 ? strlen($answer->body) . ' ' . md5($answer->body) : $answer->body), "\n";
    return $answer;
};
$show('POST /request?a[]=1', ['X-A: x', 'Cookie: c=d', 'Content-Type: application/x-www-form-urlencoded'], 'p=q');
echo json_encode(array_intersect_key($show('GET /write')->headers, ['x-a' => 0, 'transfer-encoding' => 0, 'trailer x-t' => 0])), "\n";
$show('HEAD /write');
echo $show('GET /sendfile')->header('content-type'), "\n";
$show('GET /large');
echo md5(str_repeat('0123456789', 300000)), "\n";
echo $show('GET /redirect')->header('location'), "\n";
$zipped = $show('GET /long', ['Accept-Encoding: gzip']);
var_dump($zipped->header('content-encoding'), gzdecode($zipped->body) === str_repeat('compress me ', 1000));
$show('GET /noend');
$show('GET /late');
$show('GET /204');
$show('GET /plain');
$show('GET /nothing');
say($all, request('GET /noend') . request('GET /late') . request('GET /sendfile'));
echo answer($all)->status, answer($all)->body, answer($all)->body, "\n";
foreach (['GET /close', 'GET /detach', 'GET /sendfile HTTP/1.0'] as $line) {
    $client = $run->connect();
    say($client, request($line));
    echo $line, ': ', trim(substr(strrchr("\n" . hear($client, 10000), "\n"), 1)), "\n";
}
echo $run->output();
$run->stop();
?>
--EXPECT--
POST /request?a[]=1: 200 ["\/request","a[]=1",{"a":["1"]},{"p":"q"},"x",{"c":"d"},"p=q","127.0.0.1",true,true,"Swoole\\Coroutine\\Socket"]
GET /write: 200 onetwothree
{"x-a":["b"],"transfer-encoding":["chunked"],"trailer x-t":["v"]}
HEAD /write: 200 
GET /sendfile: 200 php
text/x-php
GET /large: 200 3000000 55a95d24c5e52ee25a245028a1768961
55a95d24c5e52ee25a245028a1768961
GET /redirect: 301 
/there
GET /long: 200 packed
string(4) "gzip"
bool(true)
GET /noend: 500 
GET /late: 200 late
GET /204: 204 
GET /plain: 200 no websocket
GET /nothing: 404 
500latephp
GET /close: 
GET /detach: 
GET /sendfile HTTP/1.0: php
bool(true)
bool(true)
bool(true)
bool(false)
bool(false)
bool(true)
bool(true)
bool(true)
bool(false)
bool(false)
bool(true)
bool(true)
bool(false)
bool(false)
bool(false)
bool(true)
