--TEST--
SWOOLE_SSL on sockets for datagrams (DTLS) is not built: server, port, clients and sockets say so, and what to do instead
--FILE--
<?php
use Swoole\Coroutine;

foreach ([SWOOLE_SOCK_UDP, SWOOLE_SOCK_UDP6, SWOOLE_SOCK_UNIX_DGRAM] as $type) {
    try {
        new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE, $type | SWOOLE_SSL);
    } catch (Swoole\Exception $e) {
        echo $e->getMessage(), ' ', $e->getCode() === SOCKET_ESOCKTNOSUPPORT ? 'ESOCKTNOSUPPORT' : $e->getCode(), "\n";
    }
}
$server = new Swoole\Http\Server('127.0.0.1', 0);
var_dump($server->listen('127.0.0.1', 0, SWOOLE_SOCK_UDP | SWOOLE_SSL));
$client = new Swoole\Client(SWOOLE_SOCK_UDP | SWOOLE_SSL);
var_dump($client->connect('127.0.0.1', 9));
$client = new Swoole\Client(SWOOLE_SOCK_UDP);
$client->connect('127.0.0.1', 9);
var_dump($client->enableSSL(), $client->errCode === SOCKET_EOPNOTSUPP);
Coroutine\run(function () {
    $client = new Coroutine\Client(SWOOLE_SOCK_UDP | SWOOLE_SSL);
    var_dump($client->connect('127.0.0.1', 9), $client->errCode === SWOOLE_ERROR_OPERATION_NOT_SUPPORT);
    $client = new Coroutine\Client(SWOOLE_SOCK_UDP);
    $client->connect('127.0.0.1', 9);
    var_dump($client->enableSSL(), $client->errMsg);
    $socket = new Coroutine\Socket(AF_INET, SOCK_DGRAM);
    $socket->setProtocol(['open_ssl' => true]);
    var_dump($socket->connect('127.0.0.1', 9), $socket->errMsg);
});
?>
--EXPECTF--
socket type 514 is not supported yet: TLS over datagrams (DTLS) is not built: use SWOOLE_SOCK_TCP | SWOOLE_SSL, or encrypt what the datagrams carry ESOCKTNOSUPPORT
socket type 516 is not supported yet: TLS over datagrams (DTLS) is not built: use SWOOLE_SOCK_TCP | SWOOLE_SSL, or encrypt what the datagrams carry ESOCKTNOSUPPORT
socket type 518 is not supported yet: TLS over datagrams (DTLS) is not built: use SWOOLE_SOCK_TCP | SWOOLE_SSL, or encrypt what the datagrams carry ESOCKTNOSUPPORT
[%s]	WARNING	socket type 514 is not supported yet: TLS over datagrams (DTLS) is not built: use SWOOLE_SOCK_TCP | SWOOLE_SSL, or encrypt what the datagrams carry
bool(false)

Warning: Swoole\Client::connect(): TLS over datagrams (DTLS) is not built: use SWOOLE_SOCK_TCP | SWOOLE_SSL, or encrypt what the datagrams carry in %s on line %d
bool(false)

Warning: Swoole\Client::enableSSL(): enableSSL() failed, Error: TLS over datagrams (DTLS) is not built: use SWOOLE_SOCK_TCP | SWOOLE_SSL, or encrypt what the datagrams carry[%d] in %s on line %d
bool(false)
bool(true)

Warning: Swoole\Coroutine\Client::connect(): TLS over datagrams (DTLS) is not built: use SWOOLE_SOCK_TCP | SWOOLE_SSL, or encrypt what the datagrams carry in %s on line %d
bool(false)
bool(true)
bool(false)
string(%d) "TLS over datagrams (DTLS) is not built: use SWOOLE_SOCK_TCP | SWOOLE_SSL, or encrypt what the datagrams carry"
bool(false)
string(%d) "TLS over datagrams (DTLS) is not built: use SWOOLE_SOCK_TCP | SWOOLE_SSL, or encrypt what the datagrams carry"
