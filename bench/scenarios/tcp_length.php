<?php
// Echo of packets that begin with their length, 4 bytes.
require __DIR__ . '/include/server.php';

$server = server(Swoole\Server::class, [
    'open_length_check' => true,
    'package_length_type' => 'N',
    'package_length_offset' => 0,
    'package_body_offset' => 4,
    'package_max_length' => 8 << 20,
]);
$server->on('Receive', function ($server, $fd, $reactorId, $data) {
    $server->send($fd, $data);
});
$server->start();
