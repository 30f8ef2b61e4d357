--TEST--
BufferFull fires at the high watermark, BufferEmpty when the buffer has drained
--INI--
memory_limit=512M
--FILE--
<?php
// manual, setting buffer_high_watermark and buffer_low_watermark; both get the server and the fd.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'socket_buffer_size' => 64 << 20, 'buffer_high_watermark' => 8 << 20, 'buffer_low_watermark' => 1 << 20]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, str_repeat('x', 32 << 20)));
    foreach (['BufferFull', 'BufferEmpty'] as $event) {
        $server->on($event, function ($server, ...$arguments) use ($event) {
            echo $event, ' ', get_class($server), ' ', implode(' ', $arguments), "\n";
        });
    }
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    say($client, 'x');
    $run->wait('BufferFull');
    var_dump(substr_count($run->output(), 'BufferEmpty'));
    echo strlen(hear($client, 32 << 20)) >> 20, " MiB\n";
    $run->wait('BufferEmpty');
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
int(0)
32 MiB
BufferFull Swoole\Server 1
BufferEmpty Swoole\Server 1
int(0)
32 MiB
BufferFull Swoole\Server 1
BufferEmpty Swoole\Server 1
