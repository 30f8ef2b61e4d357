--TEST--
Packet gets the data and an array: server_socket, dispatch_time, server_port, address, port (manual: onPacket)
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_UDP);
    $server->set(['worker_num' => 1]);
    $server->on('Packet', function ($server, $data, $client) {
        $good = $client['server_socket'] === $server->ports[0]->sock && $client['server_port'] === $server->port
            && abs($client['dispatch_time'] - microtime(true)) < 5 && is_float($client['dispatch_time'])
            && Swoole\Coroutine::getCid() > 0;
        $answer = [$data, array_keys($client), $client['address'], $client['port'], $good];
        var_dump($server->sendto($client['address'], $client['port'], json_encode($answer)));
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect('udp://127.0.0.1:' . $run->port());
    fwrite($client, 'hello');
    [$data, $keys, $address, $port, $good] = json_decode(datagram($client), true);
    echo $data, ' ', implode(' ', $keys), "\n";
    var_dump("$address:$port" === stream_socket_get_name($client, false), $good);
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
hello server_socket dispatch_time server_port address port
bool(true)
bool(true)
bool(true)
hello server_socket dispatch_time server_port address port
bool(true)
bool(true)
bool(true)
