--TEST--
With send_yield, the default, send() waits for a slow reader: everything is sent
--INI--
memory_limit=512M
--FILE--
<?php
// manual, setting send_yield: "it will yield the current coroutine, and resume to continue execution after sending is
// completed".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'socket_buffer_size' => 1 << 20]);
    $server->on('Receive', function ($server, $fd) {
        for ($i = $sent = 0; $i < 24; $i++) {
            $sent += (int) $server->send($fd, str_repeat(chr(65 + $i), 1 << 20));
        }
        echo "sent $sent\n";
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    say($client, 'x');
    for ($i = 0; $i < 24; $i++) {
        echo hear($client, 1 << 20) === str_repeat(chr(65 + $i), 1 << 20) ? '.' : '!';
    }
    $run->wait('sent 24');
    echo "\n";
    $run->stop();
}
?>
--EXPECT--
........................
........................
