--TEST--
Sends that wait for a slow client keep their order, although each is in a coroutine of its own
--FILE--
<?php
// server-methods, send: "send方法具有原子性 … 数据不会错乱"; setting send_yield: send() waits while the buffer is full. What waits longest goes
// first; the original lets later sends overtake.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'socket_buffer_size' => 128 << 10, 'kernel_socket_send_buffer_size' => 64 << 10]);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, $data));
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    stream_set_blocking($client, false);
    $data = '';
    for ($i = 0; strlen($data) < 12 << 20; $i++) {
        $data .= pack('N', $i);
    }
    [$sent, $got, $end] = [0, '', microtime(true) + 30];
    while (strlen($got) < strlen($data) && microtime(true) < $end) {
        [$read, $write, $none] = [[$client], $sent < strlen($data) ? [$client] : [], null];
        stream_select($read, $write, $none, 1);
        if ($write) {
            $sent += (int) fwrite($client, substr($data, $sent, 1 << 20));
        }
        // Reads only when it can not write any more: the server has to wait for it.
        if ($read && !$write) {
            $got .= fread($client, 1 << 16);
        }
    }
    var_dump(strlen($got) === strlen($data), $got === $data);
    $run->stop();
}
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
