--TEST--
dispatch_mode 2, 4, 5: all datagrams of one IP go to one worker (the IP modulo the workers); 1: to the next one (manual: dispatch_mode, UDP)
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $dispatch) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS, SWOOLE_SOCK_UDP);
    $server->set(['worker_num' => 2, 'dispatch_mode' => $dispatch]);
    $server->on('Packet', fn ($server, $data, $client) => $server->sendto($client['address'], $client['port'], (string) $server->worker_id));
    ready($server);
    $server->start();
});
foreach ([2, 4, 5, 1] as $mode) {
    $run = $server->start($mode);
    $workers = [];
    for ($i = 0; $i < 6; $i++) {
        $client = $run->connect('udp://127.0.0.1:' . $run->port());
        fwrite($client, 'x');
        $workers[] = datagram($client);
    }
    $run->stop();
    sort($workers);
    echo "$mode: ", implode(' ', $workers), "\n";
}
?>
--EXPECT--
2: 1 1 1 1 1 1
4: 1 1 1 1 1 1
5: 1 1 1 1 1 1
1: 0 0 0 1 1 1
