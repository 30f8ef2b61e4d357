--TEST--
The socket settings are accepted and the server answers with them
--FILE--
<?php
// manual, setting: backlog, open_tcp_nodelay, tcp_fastopen, tcp_user_timeout, enable_reuse_port, buffer sizes.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set([
        'worker_num' => 1, 'backlog' => 128, 'open_tcp_nodelay' => true, 'tcp_fastopen' => true, 'tcp_user_timeout' => 10000,
        'open_tcp_keepalive' => 1, 'tcp_keepidle' => 4, 'tcp_keepinterval' => 1, 'tcp_keepcount' => 5, 'enable_reuse_port' => true,
        'input_buffer_size' => 2 << 20, 'buffer_input_size' => 2 << 20, 'socket_buffer_size' => 8 << 20, 'output_buffer_size' => 32 << 20,
        'discard_timeout_request' => true, 'max_wait_time' => 5, 'reload_async' => true, 'max_request' => 0, 'max_request_grace' => 0,
        'send_timeout' => 1.5, 'max_coroutine' => 3000, 'max_conn' => 1000,
    ]);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "$data\n"));
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    echo ask($run->connect(), 'x'), "\n";
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
x
x
