--TEST--
setDefer(): a request is only sent, recv() brings the answer; a second one has to wait for that
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = echoing()->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $client = new Client('127.0.0.1', $port);
    var_dump($client->getDefer(), $client->setDefer(), $client->getDefer());
    var_dump($client->get('/one'), $client->statusCode, $client->body);
    var_dump($client->get('/two'), $client->errMsg);
    var_dump($client->recv(), $client->statusCode, strtok($client->body, "\r"));
    var_dump($client->recv(), $client->errMsg);
    var_dump($client->get('/three'), $client->recv(10), strtok($client->body, "\r"));
    $client->setDefer(false);
    var_dump($client->get('/four'), strtok($client->body, "\r"));
});
$run->stop();
?>
--EXPECT--
bool(false)
bool(true)
bool(true)
bool(true)
int(0)
string(0) ""
bool(false)
string(67) "the answer to the former request is not received: call recv() first"
bool(true)
int(200)
string(17) "GET /one HTTP/1.1"
bool(false)
string(92) "nothing is to be received: there is no request that was sent by setDefer(), and no WebSocket"
bool(true)
bool(true)
string(19) "GET /three HTTP/1.1"
bool(true)
string(18) "GET /four HTTP/1.1"
