--TEST--
A flood of random bytes from many clients does no harm
--FILE--
<?php
// Bad input: garbage, floods, sudden ends; afterwards the server answers and counts right.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'stats') {
            $stats = $server->stats();
            $server->send($fd, "$stats[connection_num] " . ($stats['accept_count'] - $stats['close_count']) . "\n");
        }
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    for ($i = 0; $i < 100; $i++) {
        $client = $run->connect();
        say($client, random_bytes(random_int(1, 100000)));
        fclose($client);
    }
    $client = $run->connect();
    echo until(fn () => ask($client, 'stats') === '1 1', 'true stats') ? 'true' : '', "\n";
    $run->stop();
}
?>
--EXPECT--
true
true
