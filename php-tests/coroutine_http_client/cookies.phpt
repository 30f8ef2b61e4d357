--TEST--
Cookies of the server are kept, decoded, and sent with the next request; set_cookie_headers has them as they came; setCookies() begins anew (manual)
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = peer(function (string $request, $connection) {
    preg_match('/^Cookie: (.*)\r$/m', $request, $cookie);
    $set = ['Set-Cookie: a=1%202; path=/', 'Set-Cookie: b="q"; HttpOnly', 'Set-Cookie: c=d+e=f'];
    fwrite($connection, ok($cookie[1] ?? 'none', str_contains($request, '/set') ? $set : []));
})->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $client = new Client('127.0.0.1', $port);
    var_dump($client->getCookies());
    $client->setCookies(['own' => 'x']);
    $client->get('/set');
    echo $client->body, "\n", json_encode($client->cookies), "\n", json_encode($client->set_cookie_headers), "\n";
    var_dump($client->getCookies() === $client->cookies, $client->headers['set-cookie'] === $client->set_cookie_headers);
    $client->get('/');
    echo $client->body, "\n";
    var_dump($client->set_cookie_headers);
    $client->setCookies(['new' => 'y']);
    $client->get('/');
    echo $client->body, "\n";
});
$run->stop();
?>
--EXPECT--
NULL
own=x
{"own":"x","a":"1 2","b":"\"q\"","c":"d e=f"}
["a=1%202; path=\/","b=\"q\"; HttpOnly","c=d+e=f"]
bool(true)
bool(true)
own=x; a=1+2; b=%22q%22; c=d+e%3Df
NULL
new=y
