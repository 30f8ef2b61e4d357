--TEST--
One send() of 64 MiB arrives complete at a client that reads slowly at first
--INI--
memory_limit=512M
--FILE--
<?php
// Payloads up to 64 MiB both ways; buffer_output_size has no limit by default (manual, since 4.6.7).
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'socket_buffer_size' => 128 << 20]);
    $server->on('Receive', function ($server, $fd) {
        $data = str_repeat(pack('N*', ...range(1, 1 << 18)), 64);
        echo crc32($data), "\n";
        var_dump($server->send($fd, $data));
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    say($client, 'x');
    $run->wait("\n");
    $data = hear($client, 64 << 20);
    $run->wait("\n", 2);
    $run->stop();
    echo str_replace((string) crc32($data), 'complete', $run->output());
}
?>
--EXPECT--
complete
bool(true)
complete
bool(true)
