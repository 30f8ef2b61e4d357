--TEST--
A Packet is a request in stats(), its bytes are received bytes; UDP clients are no connections
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_UDP);
    $server->set(['worker_num' => 1]);
    $server->on('Packet', function ($server, $data, $client) {
        $stats = $server->stats();
        $keys = ['connection_num', 'accept_count', 'request_count', 'worker_request_count', 'total_recv_bytes'];
        $numbers = array_map(fn ($key) => $stats[$key], $keys);
        $server->sendto($client['address'], $client['port'], implode(' ', [...$numbers, count($server->connections)]));
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect('udp://127.0.0.1:' . $run->port());
    for ($i = 0; $i < 3; $i++) {
        fwrite($client, 'hello');
        echo datagram($client), "\n";
    }
    $run->stop();
}
?>
--EXPECT--
0 0 0 0 5 0
0 0 1 1 10 0
0 0 2 2 15 0
0 0 0 0 5 0
0 0 1 1 10 0
0 0 2 2 15 0
