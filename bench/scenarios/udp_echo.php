<?php
// Echo of datagrams to PORT. The TCP port of the same number is there so that who starts this knows when it is ready.
require __DIR__ . '/include/server.php';

$server = server(Swoole\Server::class);
$server->listen('127.0.0.1', (int) env('PORT', '9501'), SWOOLE_SOCK_UDP);
$server->on('Receive', fn () => null);
$server->on('Packet', function ($server, $data, $client) {
    $server->sendto($client['address'], $client['port'], $data, $client['server_socket']);
});
$server->start();
