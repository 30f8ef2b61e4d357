--TEST--
stats() is true after many connections have come and gone
--FILE--
<?php
// manual, stats: accept_count, close_count, connection_num.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'stats') {
            $stats = $server->stats();
            $server->send($fd, "$stats[connection_num] $stats[accept_count] $stats[close_count] $stats[request_count]\n");
        } elseif ($fd % 2) {
            $server->close($fd);
        } else {
            $server->send($fd, "ok\n");
        }
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    for ($i = 0; $i < 200; $i++) {
        $client = $run->connect();
        say($client, 'x');
        hear_line($client);
        fclose($client);
    }
    $client = $run->connect();
    until(fn () => str_starts_with($answer = ask($client, 'stats'), '1 201 200 '), 'true stats');
    echo "1 201 200\n";
    $run->stop();
}
?>
--EXPECT--
1 201 200
1 201 200
