--TEST--
Without send_yield send() to a full buffer returns false; what returned true arrives, and only that
--INI--
memory_limit=512M
--FILE--
<?php
// manual, methods, send: "the client is unable to receive it in time … immediately return false"; the error is 1008 or
// 1009.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, bool $coroutine) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'send_yield' => false, 'enable_coroutine' => $coroutine, 'socket_buffer_size' => 1 << 20]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        for ($i = $sent = 0; $i < 64; $i++) {
            if ($server->send($fd, str_repeat('x', 1 << 20))) {
                $sent++;
            } elseif (!in_array($error = $server->getLastError(), [SWOOLE_ERROR_OUTPUT_BUFFER_OVERFLOW, SWOOLE_ERROR_OUTPUT_SEND_YIELD])) {
                echo "error $error\n";
            }
        }
        echo "sent $sent\n";
    });
    ready($server);
    $server->start();
});

foreach ([[SWOOLE_PROCESS, true], [SWOOLE_BASE, true], [SWOOLE_BASE, false]] as [$mode, $coroutine]) {
    $run = $server->start($mode, $coroutine);
    $client = $run->connect();
    say($client, 'x');
    $run->wait('sent');
    $run->wait("\n");
    preg_match('/sent (\d+)/', $run->output(), $match);
    echo str_replace($match[0], 'sent', $run->output());
    var_dump(strlen(hear($client, $match[1] << 20)) === $match[1] << 20, silent($client));
    if ($mode === SWOOLE_BASE) {
        var_dump($match[1] < 64);
    }
    $run->stop();
}
?>
--EXPECT--
sent
bool(true)
bool(true)
sent
bool(true)
bool(true)
bool(true)
sent
bool(true)
bool(true)
bool(true)
