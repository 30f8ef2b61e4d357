--TEST--
Payloads of 1 byte to 4 MiB come back unchanged
--FILE--
<?php
// Boundary sizes around the buffers of the original (8 KiB, 64 KiB, 2 MiB).
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'socket_buffer_size' => 128 << 20]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, $data);
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    foreach ([1, 2, 8180, 8192, 8193, 65535, 65536, 65537, 1 << 20, (2 << 20) - 1, (2 << 20) + 1, 4 << 20] as $size) {
        $data = substr(str_repeat(random_bytes(4096), (int) ceil($size / 4096)), 0, $size);
        $back = '';
        for ($sent = 0; $sent < $size; $sent += 65536) { // in turns, or both sides fill up
            $part = substr($data, $sent, 65536);
            say($client, $part);
            $back .= hear($client, strlen($part));
        }
        echo $back === $data ? '.' : "wrong at $size";
    }
    echo "\n";
    $run->stop();
}
?>
--EXPECT--
............
............
