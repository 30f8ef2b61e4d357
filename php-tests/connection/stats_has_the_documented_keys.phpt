--TEST--
stats() gives the documented keys in their order
--FILE--
<?php
// manual, stats.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) {
        echo implode(' ', array_keys($server->stats())), "\n", implode(' ', array_unique(array_map('get_debug_type', $server->stats()))), "\n";
        $server->send($fd, "done\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    ask($run->connect(), 'x');
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
start_time connection_num abort_count accept_count close_count worker_num task_worker_num user_worker_num idle_worker_num dispatch_count request_count response_count total_recv_bytes total_send_bytes pipe_packet_msg_id concurrency session_round min_fd max_fd worker_request_count worker_response_count worker_dispatch_count worker_concurrency coroutine_num coroutine_peek_num
int
start_time connection_num abort_count accept_count close_count worker_num task_worker_num user_worker_num idle_worker_num dispatch_count request_count response_count total_recv_bytes total_send_bytes pipe_packet_msg_id concurrency session_round min_fd max_fd worker_request_count worker_response_count worker_dispatch_count worker_concurrency coroutine_num coroutine_peek_num
int
