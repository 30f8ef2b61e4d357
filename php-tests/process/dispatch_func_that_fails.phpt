--TEST--
dispatch_func that throws or exits is said, its data goes to worker 0 and the server lives on; a fatal error ends the server in order
--FILE--
<?php
// Measured on Swoole 6.2.2: an exception is printed, the master goes on and the data goes to worker 0. A fatal error leaves no PHP that could
// be asked: as in any callback of the master, the server ends.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'dispatch_func' => function ($server, $fd, $type, $data) {
        match ($data) {
            'throw' => throw new Exception('no idea'),
            'exit' => exit(3),
            'type' => strlen([]),
            'fatal' => trigger_error('broken', E_USER_ERROR),
            default => null,
        };
        return 1;
    }]);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "$data at $server->worker_id\n"));
    $server->on('WorkerStop', fn () => print("worker stops\n"));
    ready($server);
    $server->start();
});
$run = $server->start();
$client = $run->connect();
foreach (['a', 'throw', 'type', 'exit', 'b'] as $data) {
    echo ask($client, $data), "\n";
}
echo ask($client, 'fatal'), "\n";
echo 'status ', $run->wait_end(), "\n";
$run->assert_gone();
preg_match_all('/Uncaught [^ ]+ [^ ]+|Fatal error: broken|worker stops/', $run->output(), $said);
echo implode("\n", $said[0]), "\n";
?>
--EXPECT--
a at 1
throw at 0
type at 0
exit at 0
b at 1
fatal at 1
status 255
Uncaught Exception: no
Uncaught TypeError: strlen():
Uncaught Swoole\ExitException: swoole
Fatal error: broken
worker stops
worker stops
