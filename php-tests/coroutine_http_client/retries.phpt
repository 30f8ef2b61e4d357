--TEST--
max_retries: another attempt after 502 and 503 and without a connection; the last one's answer counts (manual, version 5.0)
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = peer(function (string $request, $connection, int $number) {
    $works = str_contains($request, '/third') && $number >= 3;
    fwrite($connection, ok("attempt $number", [], $works ? '200 OK' : '503 Service Unavailable'));
})->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $client = new Client('127.0.0.1', $port);
    $client->set(['max_retries' => 2]);
    var_dump($client->get('/third'), $client->statusCode, $client->body);
    var_dump($client->get('/never'), $client->statusCode, $client->body);
    $client->set(['max_retries' => 0]);
    var_dump($client->get('/never'), $client->statusCode, $client->body);
});
$run->stop();
?>
--EXPECT--
bool(true)
int(200)
string(9) "attempt 3"
bool(false)
int(503)
string(9) "attempt 5"
bool(true)
int(503)
string(9) "attempt 6"
