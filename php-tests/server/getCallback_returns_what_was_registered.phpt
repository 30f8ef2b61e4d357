--TEST--
getCallback returns each callback as it was registered
--FILE--
<?php
// manual, server/methods, getCallback: Closure, string or array, whatever was given to on(); null when there is none;
// the name ignores case.
require __DIR__ . '/../include/harness.php';

class Handler
{
    public static function start() {}
    public function close() {}
    public function __invoke() {}
}
$server = new Swoole\Server('127.0.0.1', 0);
$closure = function () {};
$handler = new Handler();
$server->on('receive', $closure);
var_dump($server->getCallback('RECEIVE') === $closure);
foreach (['strlen', 'Handler::start', ['Handler', 'start'], [$handler, 'close'], $handler] as $callback) {
    var_dump($server->on('Start', $callback), $server->getCallback('start') === $callback);
}
var_dump($server->ports[0]->getCallback('receive') === $closure);
var_dump($server->getCallback('Close'), $server->getCallback('nothing'), $server->getCallback('onReceive'));
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
NULL
NULL
NULL
