--TEST--
nc gets the documented answer
--SKIPIF--
<?php if (!trim((string) shell_exec('command -v nc'))) die('skip nc is not installed'); ?>
--FILE--
<?php
// server-methods, send: a real client, nc, talks to the echo server.
require __DIR__ . '/../include/harness.php';

$echo = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->on('Receive', function ($server, $fd, $from_id, $data) {
        $server->send($fd, "服务器响应: " . $data);
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $echo->start($mode);
    fclose($run->connect());
    $nc = proc_open(['nc', '127.0.0.1', (string) $run->port()], [['pipe', 'r'], ['pipe', 'w']], $pipes);
    fwrite($pipes[0], "你好\n");
    echo hear_line($pipes[1]), "\n";
    proc_terminate($nc, SIGKILL);
    echo 'status ', $run->stop(), "\n";
}
?>
--EXPECT--
服务器响应: 你好
status 0
服务器响应: 你好
status 0
