--TEST--
write_func gets the body as it comes and the body stays empty; close() in it stops the answer; what it throws comes through (manual, write_func)
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = peer(function (string $request, $connection) {
    fwrite($connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    foreach (['one', 'two', 'three'] as $word) {
        @fwrite($connection, dechex(strlen($word)) . "\r\n$word\r\n");
        // The next one when the client has had time to take this one.
        usleep(20000);
    }
    @fwrite($connection, "0\r\n\r\n");
})->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $client = new Client('127.0.0.1', $port);
    $got = '';
    $client->set(['timeout' => 10, 'write_func' => function ($client, $data) use (&$got) {
        $got .= $data;
        if ($client->statusCode !== 200 || $client->body !== '') {
            echo "the head comes first\n";
        }
    }]);
    var_dump($client->get('/'), $got, $client->body, $client->statusCode);
    $got = '';
    $client->set(['write_func' => function ($client, $data) use (&$got) {
        $got .= $data;
        $client->close();
    }]);
    var_dump($client->get('/'), str_starts_with('onetwothree', $got), $client->connected, $client->errCode, $client->statusCode);
    $client->set(['write_func' => fn () => throw new RuntimeException('thrown')]);
    try {
        $client->get('/');
    } catch (RuntimeException $e) {
        var_dump($e->getMessage(), $client->connected);
    }
    $client->set(['write_func' => 'no_such_function']);
    try {
        $client->get('/');
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
$run->stop();
?>
--EXPECT--
bool(true)
string(11) "onetwothree"
string(0) ""
int(200)
bool(false)
bool(true)
bool(false)
int(0)
int(-3)
string(6) "thrown"
bool(false)
option write_func must be a valid callback, function "no_such_function" not found or invalid function name
