--TEST--
Methods that need a running server warn before start() and return false
--FILE--
<?php
// manual, server/methods, start: methods after start can only be used in callbacks. getLastError is 503.
require __DIR__ . '/../include/harness.php';

$server = new Swoole\Server('127.0.0.1', 0);
$calls = [
    'send' => [1, 'x'], 'close' => [1], 'exist' => [1], 'exists' => [1], 'getClientInfo' => [1], 'connection_info' => [1],
    'getClientList' => [], 'connection_list' => [], 'stats' => [], 'reload' => [], 'stop' => [], 'pause' => [1], 'resume' => [1],
    'confirm' => [1], 'protect' => [1], 'bind' => [1, 1], 'heartbeat' => [], 'getWorkerStatus' => [],
];
foreach ($calls as $method => $arguments) {
    error_clear_last();
    $result = @$server->$method(...$arguments);
    $message = error_get_last()['message'] ?? 'no warning';
    echo $message === "Swoole\\Server::$method(): server is not running" && $result === false ? '' : "$method: $message\n";
}
var_dump($server->getLastError());
foreach (['shutdown', 'getWorkerId', 'getWorkerPid', 'getMasterPid', 'getManagerPid'] as $method) {
    echo $method, ' ', var_export($server->$method(), true), "\n";
}
var_dump(count($server->connections));
$server->send(1, 'x');
?>
--EXPECTF--
int(503)
shutdown false
getWorkerId false
getWorkerPid false
getMasterPid 0
getManagerPid 0
int(0)

Warning: Swoole\Server::send(): server is not running in %s on line %d
