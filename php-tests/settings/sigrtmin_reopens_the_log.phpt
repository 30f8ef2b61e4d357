--TEST--
SIGRTMIN to the master opens the log file again
--FILE--
<?php
// manual, setting log_file: after the file was moved, "you can send a SIGRTMIN signal to the Server to reopen the log
// file".
require __DIR__ . '/../include/harness.php';

$server = server(function (string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'log_file' => $file]);
    $server->on('WorkerError', function () {
        fwrite(STDOUT, "reported\n");
    });
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, "ok\n");
        if ($data === 'kill') {
            posix_kill(getmypid(), SIGKILL);
        }
    });
    ready($server);
    $server->start();
});

$file = sys_get_temp_dir() . '/rswoole-test-' . getmypid() . '.log';
$run = $server->start($file);
$client = $run->connect();
ask($client, 'x');
rename($file, "$file.old");
$run->signal(34); // SIGRTMIN
until(function () use ($file) {
    clearstatcache();
    return file_exists($file);
}, 'the new log file');
ask($client, 'kill');
$run->wait('reported');
until(fn () => str_contains(file_get_contents($file), 'signal=9'), 'the line in the new file');
$run->stop();
array_map('unlink', glob("$file*"));
echo "reopened\n";
?>
--EXPECT--
reopened
