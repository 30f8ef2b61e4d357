--TEST--
A dispatch_func that is no function is a warning of set(), and the dispatch mode counts
--FILE--
<?php
// Manual, setting dispatch_func: the function must exist. Measured on Swoole 6.2.2: a warning that names it.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'dispatch_func' => 'no_such_function']);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "$data\n"));
    ready($server);
    $server->start();
});
$run = $server->start();
echo ask($run->connect(), 'x'), "\n";
$run->stop();
preg_match_all("/Warning: .*?: (function 'no_such_function' is not callable)/", $run->output(), $said);
echo implode("\n", $said[1]), "\n";
?>
--EXPECT--
x
function 'no_such_function' is not callable
