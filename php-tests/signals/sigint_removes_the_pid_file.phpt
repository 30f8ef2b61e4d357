--TEST--
SIGINT ends the server as a signal does, without BeforeShutdown and Shutdown, and removes pid file and unix socket
--FILE--
<?php
// manual, onShutdown: "Ctrl+C in the command line will immediately stop the program, and onShutdown will not be called". The shell has to see a death by the signal: 128 + 2.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, int $workers, string $base) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->listen("$base.sock", 0, SWOOLE_SOCK_UNIX_STREAM);
    $server->set(['worker_num' => $workers, 'pid_file' => "$base.pid", 'log_level' => SWOOLE_LOG_NONE]);
    foreach (['BeforeShutdown', 'Shutdown'] as $event) {
        $server->on($event, function () use ($event) {
            fwrite(STDOUT, "$event\n");
        });
    }
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    ready($server);
    $server->start();
});

$base = sys_get_temp_dir() . '/rswoole-test-' . getmypid();
foreach ([[SWOOLE_PROCESS, 2], [SWOOLE_BASE, 2], [SWOOLE_BASE, 1]] as [$mode, $workers]) {
    $run = $server->start($mode, $workers, $base);
    ask($run->connect(), 'x');
    echo file_exists("$base.pid") ? 'there' : 'missing', ', ';
    echo 'status ', $run->stop(SIGINT), ', ', trim($run->output()), count(glob("$base.*")), " left\n";
}
?>
--EXPECT--
there, status 130, 0 left
there, status 130, 0 left
there, status 130, 0 left
