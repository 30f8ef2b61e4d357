--TEST--
listen() on an impossible address returns false and logs why
--FILE--
<?php
// manual, server/methods, addListener: "returning false indicates a failed operation".
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0);
    var_dump($server->listen('999.1.1.1', 0, SWOOLE_SOCK_TCP), $server->listen('127.0.0.1', -1, SWOOLE_SOCK_TCP));
    var_dump($server->listen('127.0.0.1', 70000, SWOOLE_SOCK_TCP), $server->listen('127.0.0.1', 0, 99), count($server->ports));
});
$run = $server->start();
$run->wait_end();
echo $run->output();
var_dump(str_contains($run->log(), '999.1.1.1'), str_contains($run->log(), '70000'), str_contains($run->log(), '99]'));
?>
--EXPECT--
bool(false)
bool(false)
bool(false)
bool(false)
int(1)
bool(true)
bool(true)
bool(true)
