--TEST--
log_level silences what is below it
--FILE--
<?php
// manual, setting log_level: "Log information below the log_level set will not be thrown".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $level) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'log_level' => $level]);
    $server->on('WorkerError', function () {
        fwrite(STDOUT, "reported\n");
    });
    $server->on('Receive', fn ($server, $fd) => posix_kill(getmypid(), SIGKILL));
    ready($server);
    $server->start();
});

foreach ([SWOOLE_LOG_WARNING, SWOOLE_LOG_NONE] as $level) {
    $run = $server->start($level);
    say($client = $run->connect(), 'x');
    $run->wait('reported');
    $run->stop();
    var_dump(str_contains($run->log(), 'signal=9'));
}
?>
--EXPECT--
bool(true)
bool(false)
