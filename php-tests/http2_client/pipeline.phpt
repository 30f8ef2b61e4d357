--TEST--
A request with pipeline stays open for write() until its end (manual, write); what is no open pipeline is refused with EINVAL; measured on Swoole 6.2.2
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
$http = http2(fn ($request, $response) => $response->end($request->rawContent() . ' ' . json_encode($request->post)));
$run = $http->start(SWOOLE_BASE);
$port = $run->port();
coroutine(function () use ($port) {
    $client = client($port);
    $why = fn () => "$client->errCode $client->errMsg\n";
    $stream = $client->send(asking('/', ['pipeline' => true, 'method' => 'POST', 'headers' => ['content-type' => 'application/x-www-form-urlencoded']]));
    var_dump($stream, $client->isStreamExist($stream));
    var_dump($client->write($stream, ['int' => 1]), $client->write($stream, '&'), $client->write($stream, ''), $client->write($stream, ['end' => true], true));
    echo $client->recv()->data, "\n";
    // The data of send() comes first.
    $stream = $client->send(asking('/', ['pipeline' => true, 'method' => 'POST', 'data' => 'first ']));
    var_dump($client->write($stream, 7), $client->write($stream, '', true));
    echo $client->recv()->data, "\n";
    foreach ([$stream, 999, 1000, 0, -1, PHP_INT_MAX] as $wrong) {
        var_dump($client->write($wrong, 'more'));
        echo $why();
    }
    $stream = $client->send(asking('/'));
    var_dump($client->write($stream, 'x'));
    $client->recv();
    $stream = $client->send(asking('/', ['pipeline' => true, 'method' => 'POST']));
    $client->write($stream, '', true);
    var_dump($client->write($stream, 'after the end'));
    echo $why(), $client->recv()->data, "\n";
});
$run->stop();
?>
--EXPECT--
int(1)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
int=1&end=1 {"int":"1","end":"1"}
bool(true)
bool(true)
first 7 null
bool(false)
22 unable to found active pipeline stream#3
bool(false)
22 unable to found active pipeline stream#999
bool(false)
22 unable to found active pipeline stream#1000
bool(false)
22 unable to found active pipeline stream#0
bool(false)
22 unable to found active pipeline stream#-1
bool(false)
22 unable to found active pipeline stream#9223372036854775807
bool(false)
bool(false)
22 unable to found active pipeline stream#7
 null
