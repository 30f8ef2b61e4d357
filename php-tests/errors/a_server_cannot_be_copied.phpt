--TEST--
A server can be neither cloned nor serialized nor its properties unset, and a port is not made with new
--FILE--
<?php
// What the classes promise by reflection.
require __DIR__ . '/../include/harness.php';

function attempt(Closure $what): void
{
    try {
        var_dump($what());
    } catch (Throwable $e) {
        echo get_class($e), " {$e->getCode()}: ", preg_replace('/^\[\d{4}.*\n/m', '', $e->getMessage()), "\n";
    }
}

$server = new Swoole\Server('127.0.0.1', 0);
attempt(fn () => clone $server);
attempt(fn () => serialize($server));
attempt(function () use ($server) {
    unset($server->host);
});
attempt(fn () => clone $server->ports[0]);
attempt(fn () => new Swoole\Server\Port());
attempt(fn () => $server->set('x'));
?>
--EXPECT--
Error 0: Trying to clone an uncloneable object of class Swoole\Server
Exception 0: Serialization of 'Swoole\Server' is not allowed
Error 0: Property host of class Swoole\Server cannot be unset
Error 0: Trying to clone an uncloneable object of class Swoole\Server\Port
Error 0: Call to private Swoole\Server\Port::__construct() from global scope
TypeError 0: Swoole\Server::set(): Argument #1 ($settings) must be of type array, string given
