--TEST--
Datagrams that come while the worker is busy wait: none that was received is lost, and they come in order
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_UDP);
    $server->set(['worker_num' => 1, 'enable_coroutine' => false]);
    $count = 0;
    $server->on('Packet', function ($server, $data, $client) use (&$count) {
        if ($data === 'wait') {
            $server->sendto($client['address'], $client['port'], 'waiting');
            usleep(300000);
            return;
        }
        if ((int) $data !== $count++) {
            echo "got $data as number $count\n";
        }
        if ($count === 100) {
            $server->sendto($client['address'], $client['port'], 'all');
        }
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect('udp://127.0.0.1:' . $run->port());
    fwrite($client, 'wait');
    echo datagram($client), "\n";
    for ($i = 0; $i < 100; $i++) {
        fwrite($client, (string) $i);
    }
    echo datagram($client), "\n";
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
waiting
all
waiting
all
