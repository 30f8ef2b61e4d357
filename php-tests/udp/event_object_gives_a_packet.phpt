--TEST--
With event_object the Packet callback gets a Swoole\Server\Packet (manual: Swoole\Server\Packet)
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_UDP);
    $server->set(['worker_num' => 1, 'event_object' => true]);
    $server->on('Packet', function (Swoole\Server $server, Swoole\Server\Packet $packet) {
        $answer = $packet->data . ' ' . implode(' ', array_keys(get_object_vars($packet))) . ' ' . gettype($packet->dispatch_time);
        $server->sendto($packet->address, $packet->port, $answer, $packet->server_socket);
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect('udp://127.0.0.1:' . $run->port());
    fwrite($client, 'hello');
    echo datagram($client), "\n";
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
hello server_socket server_port dispatch_time address port data double
hello server_socket server_port dispatch_time address port data double
