--TEST--
stats() counts requests, responses and bytes
--FILE--
<?php
// manual, stats: request_count counts finished onReceive events only.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $stats = $server->stats();
        $server->send($fd, "$stats[request_count] $stats[response_count] $stats[total_send_bytes] $stats[worker_request_count] $stats[worker_response_count]\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    for ($i = 0; $i < 3; $i++) {
        echo ask($client, 'four'), "\n";
    }
    $run->stop();
}
?>
--EXPECT--
0 0 0 0 0
1 1 10 1 1
2 2 21 2 2
0 0 0 0 0
1 1 10 1 1
2 2 21 2 2
