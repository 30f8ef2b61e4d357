--TEST--
log_file gets the log lines, marked by process, and the screen stays clean
--FILE--
<?php
// manual, setting log_file: # master, $ manager, * worker; log_date_format.
require __DIR__ . '/../include/harness.php';

$server = server(function (array $setting) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1] + $setting);
    $server->on('WorkerError', function () {
        fwrite(STDOUT, "error\n");
    });
    $server->on('Receive', fn ($server, $fd) => posix_kill(getmypid(), SIGKILL));
    ready($server);
    $server->start();
});

$file = sys_get_temp_dir() . '/rswoole-test-' . getmypid() . '.log';
$run = $server->start(['log_file' => $file, 'log_date_format' => 'date %Y']);
say($client = $run->connect(), 'x');
$run->wait("error\n");
until(fn () => preg_match('/^\[date \d{4} \$\d+\.\d+\]\tWARNING\t.*signal=9/m', file_get_contents($file)), 'the line of the manager');
$run->stop();
echo $run->peek();
unlink($file);
?>
--EXPECT--
error
