--TEST--
log_rotation puts the day into the name of the log file
--FILE--
<?php
// manual, setting log_rotation.
require __DIR__ . '/../include/harness.php';

$server = server(function (string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'log_file' => $file, 'log_rotation' => SWOOLE_LOG_ROTATION_DAILY]);
    $server->on('WorkerError', function () {
        fwrite(STDOUT, "reported\n");
    });
    $server->on('Receive', fn ($server, $fd) => posix_kill(getmypid(), SIGKILL));
    ready($server);
    $server->start();
});

$file = sys_get_temp_dir() . '/rswoole-test-' . getmypid() . '.log';
$run = $server->start($file);
say($client = $run->connect(), 'x');
$run->wait('reported');
$run->stop();
$found = array_filter([$file . '.' . date('Ymd', time() - 60), $file . '.' . date('Ymd'), $file . '.' . gmdate('Ymd')], 'file_exists');
var_dump($found !== [] && str_contains(file_get_contents(end($found)), 'signal=9'));
array_map('unlink', glob("$file*"));
?>
--EXPECT--
bool(true)
