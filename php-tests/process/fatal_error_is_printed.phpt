--TEST--
An uncaught exception in a callback is printed as PHP prints it
--FILE--
<?php
// manual, onWorkerError: the PHP error tells the line.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1]);
    $server->on('WorkerError', function () {
        fwrite(STDOUT, "error\n");
    });
    $server->on('Receive', function () {
        throw new RuntimeException('in the callback');
    });
    ready($server);
    $server->start();
});

$run = $server->start();
say($client = $run->connect(), 'x');
$run->wait("\nerror\n");
$run->stop();
echo strstr($run->output(), "  thrown", true), "\n";
?>
--EXPECTF--
Fatal error: Uncaught RuntimeException: in the callback in %s:%d
Stack trace:
#0 [internal function]: {closure%S}(%a)
#1 {main}
