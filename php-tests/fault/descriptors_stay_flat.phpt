--TEST--
Thousands of connections leave no descriptor behind
--FILE--
<?php
// Bad input: fd flat over many connections.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $data === 'close' ? $server->close($fd) : $server->send($fd, "ok\n"));
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $descriptors = fn () => array_sum(array_map(fn ($pid) => count(glob("/proc/$pid/fd/*")), $run->processes()));
    $kept = $run->connect();
    ask($kept, 'x');
    $before = $descriptors();
    for ($i = 0; $i < 2000; $i++) {
        $client = $run->connect();
        ask($client, $i % 2 ? 'x' : 'close');
        fclose($client);
    }
    until(fn () => $descriptors() <= $before, "$before descriptors");
    echo ask($kept, 'x'), "\n";
    $run->stop();
}
?>
--EXPECT--
ok
ok
