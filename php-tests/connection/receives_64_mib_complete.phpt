--TEST--
A client can send 64 MiB: every byte arrives in order
--FILE--
<?php
// Payloads from 1 byte to 64 MiB; onReceive gets at most 64 KiB at a time (manual, server/events, onReceive).
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        static $hash, $size = 0, $largest = 0;
        $hash ??= hash_init('crc32b');
        hash_update($hash, $data);
        $size += strlen($data);
        $largest = max($largest, strlen($data));
        if ($size === 64 << 20) {
            $server->send($fd, hash_final($hash) . ' ' . ($largest <= 65536 ? 'at most 64K' : $largest) . "\n");
        }
    });
    ready($server);
    $server->start();
});

$data = str_repeat(random_bytes(1 << 20), 64);
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    echo ask($client, $data) === hash('crc32b', $data) . ' at most 64K' ? 'complete' : 'wrong', "\n";
    $run->stop();
}
?>
--EXPECT--
complete
complete
