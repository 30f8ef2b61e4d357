--TEST--
sendfile: missing file 502, no regular file 9013, offset beyond the end 502, bad length 505, bad fd 1006, unknown fd 1005, before start 503
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    var_dump(@$server->sendfile(1, $file), swoole_last_error());
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('Receive', function ($server, $fd) use ($file) {
        $try = function (...$arguments) use ($server) {
            swoole_clear_error();
            echo json_encode($server->sendfile(...$arguments)), ' ', swoole_last_error(), "\n";
        };
        $try($fd, "$file.missing");
        $try($fd, '');
        $try($fd, sys_get_temp_dir());
        $try($fd, '/dev/null');
        $try($fd, $file, 10);
        $try($fd, $file, 11);
        $try(0, $file);
        $try(-1, $file);
        $try(99, $file);
        $try($fd, $file, 0, -1);
        $server->close($fd);
        $try($fd, $file);
    });
    $server->on('Close', fn ($server, $fd) => null);
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
    echo $mode === SWOOLE_PROCESS ? $run->output() : '';
}
unlink($file);
?>
--EXPECTF--
0123456789
bool(false)
int(503)
false 502
false 502
false 9013
false 9013
false 502
false 502
false 1006
false 1006
false 1005
true 0
false 100%d
0123456789
