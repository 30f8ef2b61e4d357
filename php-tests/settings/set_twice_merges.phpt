--TEST--
Calling set() again adds to what was set
--FILE--
<?php
// manual, set.
require __DIR__ . '/../include/harness.php';

$server = new Swoole\Server('127.0.0.1', 0);
$server->set(['worker_num' => 2, 'backlog' => 10]);
$server->set(['worker_num' => 3]);
ksort($server->setting);
echo json_encode($server->setting), "\n";
?>
--EXPECT--
{"backlog":10,"worker_num":3}
