--TEST--
In PROCESS mode every worker sees and reaches all clients
--FILE--
<?php
// manual, getClientList: "will return all TCP connections, not just those of the current Worker process".
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2]);
    $server->on('Connect', fn ($server, $fd) => $server->send($fd, "worker $server->worker_id\n"));
    $server->on('Receive', function ($server) {
        foreach ($server->connections as $fd) {
            $server->send($fd, "$fd of " . count($server->connections) . "\n");
        }
    });
    ready($server);
    $server->start();
});

$run = $server->start();
for ($i = 0; $i < 4; $i++) {
    $clients[$i] = $run->connect();
    $workers[] = hear_line($clients[$i]);
}
echo count(array_unique($workers)), " workers\n";
say($clients[0], 'all');
foreach ($clients as $client) {
    echo hear_line($client), "\n";
}
$run->stop();
?>
--EXPECT--
2 workers
1 of 4
2 of 4
3 of 4
4 of 4
