--TEST--
kill -9 of the first process ends everything
--FILE--
<?php
// Orphans never remain, in no mode. The original, 6.2.2, leaves the workers of BASE mode behind.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, int $workers) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => $workers]);
    $server->on('WorkerStart', function () {
        fwrite(STDOUT, "started\n");
    });
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    ready($server);
    $server->start();
});

foreach ([[SWOOLE_PROCESS, 2], [SWOOLE_BASE, 2], [SWOOLE_BASE, 1]] as [$mode, $workers]) {
    $run = $server->start($mode, $workers);
    $run->wait('started', $workers);
    $client = $run->connect();
    ask($client, 'x');
    $run->signal(SIGKILL);
    var_dump(closed($client));
    $run->assert_gone();
}
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
