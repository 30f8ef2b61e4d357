--TEST--
Swoole\Async\Client: warnings of wrong use, and the callbacks that connect() wants
--FILE--
<?php
// Measured on Swoole 6.2.2.
use Swoole\Async\Client;

set_error_handler(function (int $level, string $message) {
    echo $message, ': ';
    return true;
});
function show(mixed $value): void
{
    echo json_encode($value), ' ', swoole_last_error(), "\n";
    swoole_clear_error();
}
try {
    new Client(99);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
$client = new Client(SWOOLE_SOCK_TCP);
show($client->connect('127.0.0.1', 1));
show($client->on('other', fn () => 1));
show($client->on('connect', 'no_such_function'));
show($client->on('CONNECT', fn () => 1));
show($client->send('x'));
show($client->close());
show($client->sleep());
show($client->wakeup());
show($client->enableSSL(fn () => 1));
foreach (['receive', 'error', 'close'] as $event) {
    $client->on($event, fn () => 1);
}
show($client->connect('', 1));
show($client->connect('127.0.0.1', 0));
$client = new Client(SWOOLE_SOCK_TCP);
$client->on('receive', fn () => 1);
$client->connect('127.0.0.1', 1);
?>
--EXPECTF--
Swoole\Async\Client::__construct() expects parameter 1 to be client type, unknown type 99 given
Swoole\Async\Client::connect(): async client is not initialized: false 503
Swoole\Async\Client::on(): Unknown event callback type name 'other': false 503
Swoole\Async\Client::on(): function 'no_such_function' is not callable%S: %s 503
true 0
Swoole\Client::send(): client is not connected to server: false 510
Swoole\Async\Client::close(): client is not connected to the server: false 503
Swoole\Async\Client::sleep(): client is not connected to server: false 510
Swoole\Async\Client::wakeup(): client is not connected to server: false 510
Swoole\Async\Client::enableSSL(): client is not connected to server: false 510
Swoole\Async\Client::connect(): The host is empty: false 503
Swoole\Async\Client::connect(): The port is invalid: false 505

%AFatal error: Swoole\Async\Client::connect(): no 'onConnect' callback function in %s on line %d
