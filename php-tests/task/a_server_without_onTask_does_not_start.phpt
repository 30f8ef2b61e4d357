--TEST--
task_worker_num without onTask: start() fails and says why
--FILE--
<?php
// manual, task_worker_num: "if these are not registered, the server program will fail to start".
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['task_worker_num' => 1]);
    $server->on('Receive', fn () => null);
    $server->start();
});

$run = $server->start();
$run->wait_end();
var_dump(str_contains($run->output() . $run->log(), "require 'onTask' callback"));
?>
--EXPECT--
bool(true)
