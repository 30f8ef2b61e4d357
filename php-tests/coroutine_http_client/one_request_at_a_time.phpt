--TEST--
Two coroutines can not mix their requests on one client: the second is refused (Swoole\Error, as for sockets)
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = echoing()->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $client = new Client('127.0.0.1', $port);
    go(function () use ($client) {
        var_dump($client->get('/first'), strtok($client->body, "\r"));
    });
    try {
        $client->get('/second');
    } catch (Swoole\Error $e) {
        echo preg_replace('/#\d+/', '#N', $e->getMessage(), 1), ' ', $e->getCode() === SWOOLE_ERROR_CO_HAS_BEEN_BOUND ? 'bound' : $e->getCode(), "\n";
    }
});
$run->stop();
?>
--EXPECTF--
Socket#%s has already been bound to another coroutine#2, writing of the same socket in coroutine#1 at the same time is not allowed bound
bool(true)
string(19) "GET /first HTTP/1.1"
