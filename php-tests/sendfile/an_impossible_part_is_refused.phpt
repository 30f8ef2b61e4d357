--TEST--
sendfile with a negative offset or a length beyond the end returns false with 505 and sends nothing
--FILE--
<?php
// The original takes the call, and its reactor finds out later and sends nothing; the manual promises false on failure.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) use ($file) {
        foreach ([[-1, 0], [0, 11], [5, 6]] as [$offset, $length]) {
            swoole_clear_error();
            echo json_encode($server->sendfile($fd, $file, $offset, $length)), ' ', swoole_last_error(), "\n";
        }
        $server->send($fd, 'end');
        $server->close($fd);
    });
    ready($server);
    $server->start();
});
$file = tempnam(sys_get_temp_dir(), 'rswoole-test-');
file_put_contents($file, '0123456789');
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode, $file);
    $client = $run->connect();
    say($client, 'x');
    echo hear($client, 1000), "\n";
    $run->stop();
    echo $run->output(), substr_count($run->log(), 'is invalid'), "\n";
}
unlink($file);
?>
--EXPECT--
end
false 505
false 505
false 505
3
end
false 505
false 505
false 505
3
